package dev.webhook.retention;

import java.util.regex.Pattern;

/**
 * The name of an object in an {@link ArchiveSink}: a folder and a file in it. Both are 1 to 200 ASCII letters, digits,
 * underscores, hyphens and full stops, of which the first is a letter, a digit or an underscore; so a name is safe in a
 * path, a URL and a shell, and can't lead out of its folder.
 *
 * <p>Immutable and thread-safe.
 */
public record ObjectName(String folder, String file) implements Comparable<ObjectName> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    public ObjectName {
        requireValid("folder", folder);
        requireValid("file", file);
    }

    /** Tells whether {@code name} can be the name of a folder or of a file. */
    public static boolean isValid(String name) {
        return FORM.matcher(name).matches();
    }

    static void requireValid(String what, String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    what + " must be 1 to 200 of A-Z a-z 0-9 _ . - and begin with a letter, a"
                            + " digit or an underscore: " + name);
        }
    }

    @Override
    public int compareTo(ObjectName other) {
        int byFolder = folder.compareTo(other.folder);
        return byFolder != 0 ? byFolder : file.compareTo(other.file);
    }

    @Override
    public String toString() {
        return folder + "/" + file;
    }
}
