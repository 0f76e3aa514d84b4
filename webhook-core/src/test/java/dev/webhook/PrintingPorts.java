package dev.webhook;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Has everything printed that crosses a port, in either direction. Thread-safe. */
final class PrintingPorts {

    private final PrintStream out;

    PrintingPorts(PrintStream out) {
        this.out = out;
    }

    /** Returns {@code port}, whose calls are printed; what it returns is a port too if it is an interface of ours. */
    <T> T around(Class<T> type, T port) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(type, port, method, arguments)));
    }

    private Object call(Class<?> type, Object port, Method method, Object[] arguments) throws Throwable {
        String call = type.getSimpleName() + "." + method.getName();
        out.println(call + Arrays.toString(arguments));
        try {
            Object reply = method.invoke(port, arguments);
            out.println(call + " returned " + reply);
            return type == Storage.class && method.getReturnType().isInterface()
                    ? wrapped(method.getReturnType(), reply)
                    : reply;
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace(out);
            throw e.getCause();
        }
    }

    private <T> T wrapped(Class<T> type, Object reply) {
        return around(type, type.cast(reply));
    }
}
