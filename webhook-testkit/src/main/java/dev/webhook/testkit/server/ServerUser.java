package dev.webhook.testkit.server;

import java.nio.file.Path;
import java.util.List;

/**
 * As whom the server runs: as the JVM's user; or, because PostgreSQL refuses root, as root without a name and rights in a
 * user namespace of its own, who still owns root's files; or, where those are forbidden, as nobody.
 *
 * @param prefix what stands before the server's command; it must end by executing it, so that the process is the server
 * @param stranger whether that isn't the JVM's user, so that files must be given to it
 */
record ServerUser(List<String> prefix, boolean stranger) {

    private static final int NOBODY = 65_534;
    private static final ServerUser NAMELESS = new ServerUser(List.of("unshare", "--user"), false);
    private static final ServerUser OTHER =
            new ServerUser(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), true);

    static ServerUser of(int uid, Path postgres, Path directory) {
        return uid == 0 ? first(List.of(NAMELESS, OTHER), postgres, directory) : new ServerUser(List.of(), false);
    }

    static ServerUser first(List<ServerUser> candidates, Path postgres, Path directory) {
        return candidates.stream()
                .filter(user -> Command.of(user.prefix(), postgres, "--version").works(directory))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("PostgreSQL refuses to run as root, and neither unshare nor"
                                + " setpriv lets another user run " + postgres));
    }

    /** Gives the server what the JVM's user made, with all that is in it. */
    void own(Path path) {
        if (stranger) {
            Command.of(List.of(), "chown", "-R", NOBODY + ":" + NOBODY, path).run(Temporary.directory());
        }
    }
}
