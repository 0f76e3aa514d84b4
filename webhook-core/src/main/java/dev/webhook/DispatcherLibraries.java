package dev.webhook;

import java.util.List;

/** The libraries that a dispatcher uses; {@code docs/dependencies.md} says how the versions were found. */
final class DispatcherLibraries {

    private static final List<RequiredLibrary> ALL = List.of(
            new RequiredLibrary("slf4j-api", "1.7.36", "org.slf4j.LoggerFactory", "org.slf4j.LoggerFactory"),
            new RequiredLibrary("failsafe", "3.0.0", "dev.failsafe.Failsafe", "dev.failsafe.Failsafe"),
            new RequiredLibrary(
                    "java-uuid-generator",
                    "4.3.0",
                    "com.fasterxml.uuid.Generators",
                    "com.fasterxml.uuid.impl.TimeBasedEpochGenerator#construct"),
            new RequiredLibrary(
                    "jackson-core",
                    "2.16.0",
                    "com.fasterxml.jackson.core.JsonFactory",
                    "com.fasterxml.jackson.core.StreamReadConstraints$Builder#maxNameLength"),
            new RequiredLibrary(
                    "jackson-databind",
                    "2.15.0",
                    "com.fasterxml.jackson.databind.ObjectMapper",
                    "com.fasterxml.jackson.databind.JsonNode#properties"),
            new RequiredLibrary("kotlin-stdlib", "1.8.0", "kotlin.Unit", "kotlin.enums.EnumEntriesKt"),
            new RequiredLibrary("okio-jvm", "3.15.0", "okio.Buffer", "okio.Okio#socket"),
            new RequiredLibrary(
                    "okhttp-jvm", "5.4.0", "okhttp3.OkHttpClient", "okhttp3.Interceptor$Chain#withSocketFactory"));

    private DispatcherLibraries() {}

    /** Throws an {@link InvalidConfigurationException} that names each that is missing or too old. */
    static void require() {
        RequiredLibrary.requireAll(ALL, DispatcherLibraries.class.getClassLoader());
    }
}
