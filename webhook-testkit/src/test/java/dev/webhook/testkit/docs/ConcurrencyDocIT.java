package dev.webhook.testkit.docs;

import static dev.webhook.testkit.Answer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.EndpointSpec;
import dev.webhook.Storage;
import dev.webhook.WebhookDispatcher;
import dev.webhook.event.NewEvent;
import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HostResolver;
import dev.webhook.http.HttpRequest;
import dev.webhook.http.HttpResult;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;
import dev.webhook.memory.InMemoryStorage;
import dev.webhook.retention.Housekeeping;
import dev.webhook.retention.HousekeepingProgress;
import dev.webhook.retention.HousekeepingReport;
import dev.webhook.retention.RetentionPolicy;
import dev.webhook.testkit.LeakCheck;
import dev.webhook.testkit.ScriptedReceiver;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds the table of threads in {@code docs/concurrency.md} against those that a working dispatcher has. */
class ConcurrencyDocIT {

    @RegisterExtension
    static final LeakCheck LEAKS = LeakCheck.ofThreads("doc-", "webhook-");

    private final Set<String> seen = new ConcurrentSkipListSet<>();

    @Test
    void theThreadsOfADispatcherAreThoseOfTheTable() {
        HostResolver resolver = host -> {
            seen.add(word(Thread.currentThread()));
            return List.of(InetAddress.getLoopbackAddress());
        };
        try (ScriptedReceiver receiver = ScriptedReceiver.start();
                OkHttpTransport transport = OkHttpTransport.builder()
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .resolver(resolver)
                        .build();
                WebhookDispatcher dispatcher = WebhookDispatcher.builder()
                        .name("doc")
                        .storage(kept(InMemoryStorage.create()))
                        .addressPolicy(AddressPolicy.unsafeForTests())
                        .transport(new Noting(transport))
                        .build()
                        .start()) {
            receiver.script(answer(200).held());
            String url = "http://receiver.localdomain:" + receiver.port() + "/hooks";
            dispatcher.endpoints().register(42, EndpointSpec.url(url).subscribe("*"));
            dispatcher.publish(NewEvent.forUser(42, "order.created").json("{}"));
            receiver.await(1, Duration.ofSeconds(20));
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("doc-"))
                    .forEach(thread -> {
                        assertThat(thread.isDaemon()).as(thread.getName()).isTrue();
                        seen.add(word(thread));
                    });
            receiver.release();
        }

        Set<String> documented = Docs.table("docs/concurrency.md", "threads").stream()
                .map(row -> Docs.code(row.get("thread")))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).isEqualTo(documented);
    }

    /** Returns the same storage, but for a housekeeper that has nothing to do. */
    private static Storage kept(Storage storage) {
        Housekeeping idle = new Housekeeping() {
            @Override
            public HousekeepingReport run(HousekeepingProgress progress) {
                return HousekeepingReport.NOTHING;
            }

            @Override
            public RetentionPolicy policy() {
                return RetentionPolicy.defaults();
            }
        };
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> method.getName().equals("housekeeping")
                        ? Optional.of(idle)
                        : method.invoke(storage, arguments));
    }

    /** Notes on which thread attempts are made, since a virtual one can't be listed. */
    private final class Noting implements HttpTransport {

        private final HttpTransport transport;

        Noting(HttpTransport transport) {
            this.transport = transport;
        }

        @Override
        public HttpResult send(HttpRequest request) {
            seen.add(word(Thread.currentThread()));
            return transport.send(request);
        }

        @Override
        public void close() {
            transport.close();
        }
    }

    /** Returns a thread's name as the table writes it: with the default prefix, and N for a number. */
    private static String word(Thread thread) {
        return thread.getName().replaceFirst("^doc-", "webhook-").replaceFirst("-\\d+$", "-N");
    }
}
