package dev.webhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.WebhookDispatcher;
import dev.webhook.memory.InMemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class LeakCheckTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    @RegisterExtension
    static final LeakCheck LEAKS = LeakCheck.ofThreads("leaking", "ended");

    private final CountDownLatch end = new CountDownLatch(1);
    private LeakCheckWatch watch;

    @BeforeEach
    void begin() {
        watch = LeakCheckWatch.begin(List.of("leaking-"));
    }

    @AfterEach
    void release() {
        end.countDown();
    }

    @Test
    void aThreadLeftBehindFailsWithItsNameAndStack() {
        thread("leaking-1", this::awaitEnd);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> watch.end(SHORT))
                .withMessageContaining("leaking-1")
                .withMessageContaining("awaitEnd");
    }

    @Test
    void aThreadThatEndsInTimeIsNoLeak() {
        thread("leaking-1", this::awaitEnd);
        end.countDown();

        watch.end(LONG);
    }

    @Test
    void otherThreadsAndThoseOfBeforeAreNoLeaks() {
        watch.end(LONG);
        thread("leaking-before", this::awaitEnd);
        LeakCheckWatch later = LeakCheckWatch.begin(List.of("leaking-"));
        thread("other-1", this::awaitEnd);

        later.end(SHORT);
    }

    @Test
    void anUncaughtExceptionFailsWithThreadAndCause() throws Exception {
        IllegalStateException cause = new IllegalStateException("on purpose");
        thread("other-1", () -> {
                    throw cause;
                })
                .join();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> watch.end(LONG))
                .withMessageContaining("other-1")
                .withMessageContaining("on purpose")
                .satisfies(failure -> assertThat(failure).hasSuppressedException(cause));
    }

    @Test
    void theHandlerOfBeforeIsPutBack() {
        watch.end(LONG);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();

        LeakCheckWatch.begin(List.of("leaking-")).end(LONG);

        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
    }

    @Test
    void aDispatcherThatWasNotClosedIsFound() {
        LeakCheckWatch open = LeakCheckWatch.begin(List.of("leaking-host-"));
        try (WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                .name("leaking-host")
                .storage(InMemoryStorage.create())
                .build()
                .start()) {
            assertThat(dispatcher.health().healthy()).isTrue();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> open.end(SHORT))
                    .withMessageContaining("leaking-host-router")
                    .withMessageContaining("leaking-host-recorder");
        }
        LeakCheckWatch.begin(List.of("leaking-host-")).end(LONG);
    }

    @Test
    void blankNamesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(LeakCheck::ofThreads);
        assertThatIllegalArgumentException().isThrownBy(() -> LeakCheck.ofThreads("webhook-", " "));
    }

    @Test
    void theExtensionFailsExactlyTheTestThatLeaks() {
        SummaryGeneratingListener heard = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Leaky.class))
                                .build(),
                        heard);

        assertThat(heard.getSummary().getTestsSucceededCount()).isEqualTo(1);
        assertThat(heard.getSummary().getFailures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure.getTestIdentifier().getDisplayName()).isEqualTo("leaks()"))
                .satisfies(failure -> assertThat(failure.getException()).hasMessageContaining("on purpose"));
    }

    /** Run by the test above only. */
    @ExtendWith(LeakCheck.class)
    static final class Leaky {

        @Test
        void leaks() throws InterruptedException {
            thread("leaky", () -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .join();
        }

        @Test
        void doesNot() throws InterruptedException {
            thread("fine", () -> {}).join();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
