package dev.webhook;

import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A library that a module of this project can't do without, in the oldest version that will do. Frameworks decide
 * versions for a whole build, and may put an older one on the class path than the module asks for; the JVM notices only
 * when something that isn't there is used, as late as the first delivery.
 *
 * <p>What the class path holds is judged by what is in it, since versions can't be read of every jar. Thread-safe.
 *
 * @param name its name, as a build states it
 * @param least the oldest version that will do
 * @param type the full name of a class that every version has
 * @param part what {@code least} is the first version with: a class, or a public method as {@code package.Class#method}
 */
public record RequiredLibrary(String name, String least, String type, String part) {

    /**
     * Looks for the libraries.
     *
     * @param loader the class loader of those who use them
     * @throws InvalidConfigurationException naming each that is missing or too old, and in which jar it is
     */
    public static void requireAll(List<RequiredLibrary> libraries, ClassLoader loader) {
        List<String> problems = libraries.stream()
                .flatMap(library -> library.problem(loader).stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    private Optional<String> problem(ClassLoader loader) {
        String[] typeAndMethod = part.split("#", 2);
        Optional<Class<?>> place = find(typeAndMethod[0], loader);
        if (place.isPresent() && (typeAndMethod.length == 1 || hasMethod(place.get(), typeAndMethod[1]))) {
            return Optional.empty();
        }
        String found = place.or(() -> find(type, loader))
                .map(any -> " in " + origin(any) + " is too old (it has no " + part + ")")
                .orElse(" is not on the class path");
        return Optional.of(name + found + "; " + least + " or later is needed");
    }

    private static boolean hasMethod(Class<?> type, String name) {
        try {
            return Arrays.stream(type.getMethods())
                    .anyMatch(method -> method.getName().equals(name));
        } catch (NoClassDefFoundError e) {
            return true; // a library of that library is missing, and that one is to be named
        }
    }

    private static Optional<Class<?>> find(String type, ClassLoader loader) {
        try {
            return Optional.of(Class.forName(type, false, loader));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    /** The name of the jar, or the directory, that a class comes from. */
    private static String origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null) {
            return "the class path";
        }
        String path = location.getPath().replaceAll("[!/]+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
