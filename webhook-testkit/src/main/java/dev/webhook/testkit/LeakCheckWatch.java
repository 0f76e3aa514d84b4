package dev.webhook.testkit;

import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Watches the JVM's threads from {@link #begin} to {@link #end}. Thread-safe. */
final class LeakCheckWatch {

    private final List<String> prefixes;
    private final Set<Thread> before;
    private final Queue<Uncaught> uncaught = new ConcurrentLinkedQueue<>();
    private final @Nullable UncaughtExceptionHandler handlerBefore;

    private record Uncaught(String thread, Throwable exception) {}

    private LeakCheckWatch(List<String> prefixes) {
        this.prefixes = prefixes;
        this.before = Set.copyOf(matching());
        this.handlerBefore = Thread.getDefaultUncaughtExceptionHandler();
    }

    static LeakCheckWatch begin(List<String> prefixes) {
        LeakCheckWatch watch = new LeakCheckWatch(prefixes);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, exception) -> watch.uncaught.add(new Uncaught(thread.getName(), exception)));
        return watch;
    }

    /**
     * Waits until the threads that began since {@link #begin} have ended, at most {@code patience}.
     *
     * @throws AssertionError if some have not, or exceptions were caught by nobody, which it has as suppressed ones
     */
    void end(Duration patience) {
        List<Thread> left = left(patience);
        Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
        if (left.isEmpty() && uncaught.isEmpty()) {
            return;
        }
        AssertionError failure = new AssertionError(message(left));
        uncaught.forEach(one -> failure.addSuppressed(one.exception()));
        throw failure;
    }

    private List<Thread> left(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : began()) {
            join(thread, Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        return began();
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Thread> began() {
        return matching().stream().filter(thread -> !before.contains(thread)).toList();
    }

    private List<Thread> matching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> prefixes.stream().anyMatch(thread.getName()::startsWith))
                .toList();
    }

    private String message(List<Thread> left) {
        StringBuilder message = new StringBuilder();
        for (Thread thread : left) {
            message.append("thread ")
                    .append(thread.getName())
                    .append(" is still alive:\n")
                    .append(stack(thread.getStackTrace()));
        }
        for (Uncaught one : uncaught) {
            message.append("thread ")
                    .append(one.thread())
                    .append(" ended by an exception that nobody caught: ")
                    .append(one.exception())
                    .append('\n')
                    .append(stack(one.exception().getStackTrace()));
        }
        return message.toString();
    }

    private static String stack(StackTraceElement[] frames) {
        return Arrays.stream(frames).map(frame -> "    at " + frame + "\n").collect(Collectors.joining());
    }
}
