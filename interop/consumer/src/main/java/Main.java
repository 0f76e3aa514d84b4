import dev.webhook.event.EventData;
import dev.webhook.event.EventId;
import dev.webhook.event.EventType;

/** Names types of every layer that a host meets first, and runs them from the published jar. */
class Main {

    public static void main(String[] args) {
        EventType type = new EventType("payment.success");
        EventData data = EventData.of("{\"amount\":100.0}");
        if (data.size() != 16) {
            throw new AssertionError("payload of " + type + " changed: " + data);
        }
        System.out.println("made " + EventId.class.getSimpleName() + ", " + type + " and " + data);
    }
}
