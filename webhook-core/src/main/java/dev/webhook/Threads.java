package dev.webhook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a dispatcher's threads: daemons named after what they do, virtual ones for attempts where the JVM has them. */
final class Threads {

    private Threads() {}

    static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Returns an executor with a thread for each attempt; the slots bound their number. */
    static ExecutorService forAttempts(String prefix) {
        return virtualThreads(prefix).orElseGet(() -> Executors.newCachedThreadPool(daemons(prefix)));
    }

    private static Optional<ExecutorService> virtualThreads(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            Object factory = type.getMethod("factory").invoke(named);
            Method executor = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return Optional.of((ExecutorService) executor.invoke(null, factory));
        } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException e) {
            return Optional.empty();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("virtual threads can't be made", e);
        }
    }
}
