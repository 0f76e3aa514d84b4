package dev.webhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExitStatusIT {

    @ParameterizedTest
    @ValueSource(classes = {Quickstart.class, SendWebhook.class})
    void badArgumentsEndTheJvmWithStatus2AndAUsageMessage(Class<?> program) throws Exception {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), program.getName(), "--unknown")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(printed).contains("usage: " + program.getSimpleName()).doesNotContain("Exception");
    }
}
