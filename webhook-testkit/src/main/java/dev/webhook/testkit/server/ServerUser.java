package dev.webhook.testkit.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * As whom the server runs: as the JVM's user; or, because PostgreSQL refuses root, as root without a name and rights in a
 * user namespace of its own, who still owns root's files; or, where those are forbidden, as nobody.
 *
 * @param prefix what stands before the server's command; it must end by executing it, so that the process is the server
 * @param files the uid that owns the server's files
 */
record ServerUser(List<String> prefix, int files) {

    private static final int NOBODY = 65_534;
    private static final ServerUser NAMELESS = new ServerUser(List.of("unshare", "--user"), 0);
    private static final ServerUser OTHER =
            new ServerUser(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY);

    static ServerUser of(int uid, Path postgres, Path directory) {
        return uid == 0 ? first(List.of(NAMELESS, OTHER), postgres, directory) : new ServerUser(List.of(), uid);
    }

    static ServerUser first(List<ServerUser> candidates, Path postgres, Path directory) {
        return candidates.stream()
                .filter(user -> Command.of(user.prefix(), postgres, "--version").works(directory))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("PostgreSQL refuses to run as root, and neither unshare nor"
                                + " setpriv lets another user run " + postgres));
    }

    /** Gives the server what the JVM's user made. */
    void own(Path path) {
        try {
            if (PostgresBinaries.uid(path) != files) {
                Command.of(List.of(), "chown", "-R", files + ":" + files, path).run(PostgresBinaries.temporary());
            }
        } catch (IOException e) {
            throw new IllegalStateException(path + " can't be given to the server's user", e);
        }
    }
}
