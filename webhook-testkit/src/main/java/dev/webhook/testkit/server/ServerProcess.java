package dev.webhook.testkit.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server that is a process of this machine, on a free port of the loopback address and with a directory of its own. When
 * the JVM ends, in whichever way, the server is ended and its directory removed.
 *
 * <p>Its public methods, and what is said of them, are published as those of each subclass. So only what is true of all
 * servers is public here.
 *
 * <p>Thread-safe.
 */
abstract class ServerProcess implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final int LOG_TAIL = 2_000;

    final Path home;
    private final String name;
    private final long patienceNanos;
    private final Watchdog watchdog;
    private int port;
    private @Nullable Process process;

    /**
     * @param directory what the directory's name begins with
     * @param patience how long a start may take
     */
    ServerProcess(String name, String directory, Duration patience) throws IOException {
        this.name = name;
        this.patienceNanos = patience.toNanos();
        this.home = Files.createTempDirectory(Temporary.directory(), directory);
        this.watchdog = Watchdog.over(home);
    }

    /** Returns what starts the server on a port. */
    abstract Command command(int onPort) throws IOException;

    /** Returns whether the server answers a client. */
    abstract boolean answers();

    /** Returns what the server's log says if another process has its port. */
    String portIsTaken() {
        return "in use";
    }

    /** Shuts the server down as an operator does. */
    public abstract void stop();

    int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    final synchronized int port() {
        return port;
    }

    /** Returns whether the server's process is alive. */
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the server by SIGKILL, as a crash does. */
    public synchronized void kill() {
        if (isRunning()) {
            running().destroyForcibly();
            awaitEnd();
        }
    }

    /**
     * Stops the server if it runs, and starts it on the same data directory, port and settings.
     *
     * @throws IllegalStateException if it can't be started; the message says why
     */
    public synchronized void restart() {
        stop();
        try {
            launch();
        } catch (IOException e) {
            throw new IllegalStateException(name + " can't be started again: " + e.getMessage(), e);
        }
    }

    /** Stops the server and removes its directory. Has no effect the second time. */
    @Override
    public synchronized void close() {
        stop();
        watchdog.close();
    }

    /** Returns where it listens and what it does. */
    @Override
    public synchronized String toString() {
        return name + " on port " + port + (isRunning() ? ", running" : ", stopped");
    }

    /** Another process may take the port between our look and the server's start. */
    final synchronized void launchOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                launch();
                return;
            } catch (IllegalStateException e) {
                if (attempt == ATTEMPTS || !logTail().contains(portIsTaken())) {
                    throw e;
                }
            }
        }
    }

    private void launch() throws IOException {
        Process started = command(port)
                .in(home)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        process = started;
        watchdog.watch(started);
        long begin = System.nanoTime();
        while (!answers()) {
            if (ends(started)) {
                throw new IllegalStateException("the server ended at once: " + logTail());
            }
            if (System.nanoTime() - begin > patienceNanos) {
                kill();
                throw new IllegalStateException("the server took no connections in time: " + logTail());
            }
        }
    }

    private static boolean ends(Process started) throws IOException {
        try {
            return started.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the server started", e);
        }
    }

    /** Stops the server by signals, sent one after another, if it runs. */
    final synchronized void stopBy(String... signals) {
        if (isRunning()) {
            for (String signal : signals) {
                signal(signal);
            }
            awaitEnd();
        }
    }

    final void signal(String signal) {
        Command.of(List.of(), "kill", "-" + signal, running().pid()).run(home);
    }

    /** Returns the server's process, or the last one if none runs. */
    final synchronized Process running() {
        if (process == null) {
            throw new IllegalStateException("the server was never started");
        }
        return process;
    }

    final Path log() {
        return home.resolve("log");
    }

    private void awaitEnd() {
        if (!Command.ended(running())) {
            throw new IllegalStateException("the server doesn't end: " + logTail());
        }
    }

    private String logTail() {
        try {
            String log = Files.readString(log());
            return log.substring(Math.max(0, log.length() - LOG_TAIL)).strip();
        } catch (IOException e) {
            return "its log can't be read";
        }
    }
}
