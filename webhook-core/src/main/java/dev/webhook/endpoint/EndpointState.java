package dev.webhook.endpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The library's and the operator's say on an endpoint, beside its owner's switch
 * {@link EndpointSettings#enabled()}.
 *
 * <p>Immutable and thread-safe.
 *
 * @param status what the endpoint may do
 * @param disabledReason why it is disabled, or null if it isn't
 * @param disabledAt since when it is disabled, or null if it isn't
 * @param deletedAt since when it is deleted, or null if it isn't; a deleted endpoint is disabled too
 */
public record EndpointState(
        EndpointStatus status,
        @Nullable DisableReason disabledReason,
        @Nullable Instant disabledAt,
        @Nullable Instant deletedAt) {

    /** An endpoint that is sent to. */
    public static final EndpointState ACTIVE = new EndpointState(EndpointStatus.ACTIVE, null, null, null);

    /** An endpoint whose deliveries wait. */
    public static final EndpointState PAUSED = new EndpointState(EndpointStatus.PAUSED, null, null, null);

    public EndpointState {
        boolean disabled = status == EndpointStatus.DISABLED;
        if (disabled != (disabledReason != null) || disabled != (disabledAt != null)) {
            throw new IllegalArgumentException(
                    "an endpoint has a reason and a time of its disabling exactly if it is disabled, not " + status
                            + " with " + disabledReason + " at " + disabledAt);
        }
        if (!disabled && deletedAt != null) {
            throw new IllegalArgumentException("a deleted endpoint must be disabled, not " + status);
        }
    }

    /** The state of an endpoint disabled for {@code reason}. */
    public static EndpointState disabled(DisableReason reason, Instant at) {
        return new EndpointState(EndpointStatus.DISABLED, reason, at, null);
    }

    /** The state of an endpoint that was deleted. */
    public static EndpointState deleted(Instant at) {
        return new EndpointState(EndpointStatus.DISABLED, DisableReason.DELETED, at, at);
    }
}
