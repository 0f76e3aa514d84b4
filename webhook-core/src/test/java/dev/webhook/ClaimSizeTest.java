package dev.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.webhook.delivery.ClaimRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of a lane a claim takes: a hot one doesn't keep others waiting, and isn't kept waiting by nobody. */
class ClaimSizeTest {

    private static final int SLOTS = 64;

    private final Rig rig = new Rig(builder -> builder.maxConcurrentAttempts(SLOTS));
    private final List<Integer> perLane = new ArrayList<>();

    ClaimSizeTest() {
        rig.storage.before("DeliveryQueue.claim", arguments -> perLane.add(((ClaimRequest) arguments[0]).perLane()));
    }

    private void endpoint(String host) {
        rig.register(
                EndpointSpec.url("https://" + host + "/hook").subscribe("*").maxInFlight(SLOTS));
    }

    @Test
    void aLaneThatAloneHasWorkGivesTwiceAsMuchEachTimeUntilASlotsWorthIsTaken() {
        endpoint("hot.example.com");
        rig.publish(300);

        rig.run();

        assertThat(rig.replies.sent()).hasSize(300);
        assertThat(perLane).startsWith(8, 16, 32, 64, 32, 64);
        assertThat(perLane.size()).isLessThan(15);
    }

    @Test
    void whereAllIsTakenLanesGiveFewEachAgain() {
        endpoint("hot.example.com");
        rig.publish(40);
        rig.run();
        for (int i = 0; i < 20; i++) {
            endpoint(i + ".example.com");
        }
        perLane.clear();

        rig.publish(100);
        rig.run();

        assertThat(rig.replies.sent()).hasSize(40 + 21 * 100);
        assertThat(perLane).startsWith(32, 16, 8, 8, 8);
    }

    @Test
    void lanesThatGiveAllTheyHaveChangeNothing() {
        endpoint("a.example.com");
        endpoint("b.example.com");

        for (int i = 0; i < 20; i++) {
            rig.publish(7);
            rig.run();
        }

        assertThat(perLane).containsOnly(8);
    }
}
