package dev.webhook.endpoint;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Selects endpoints; what is left out selects all. Deleted endpoints are never listed.
 *
 * <p>Immutable and thread-safe.
 *
 * @param userId only endpoints of this user
 * @param status only endpoints of this status, or null
 */
public record EndpointQuery(OptionalLong userId, @Nullable EndpointStatus status) {

    /** Selects every endpoint that is not deleted. */
    public static EndpointQuery all() {
        return new EndpointQuery(OptionalLong.empty(), null);
    }

    /** Selects only endpoints of {@code user}. */
    public EndpointQuery ofUser(long user) {
        return new EndpointQuery(OptionalLong.of(user), status);
    }

    /** Selects only endpoints of status {@code status}. */
    public EndpointQuery in(EndpointStatus status) {
        return new EndpointQuery(userId, status);
    }

    /** Tells whether {@code endpoint} is selected. */
    public boolean matches(Endpoint endpoint) {
        return !endpoint.deleted()
                && (userId.isEmpty() || userId.getAsLong() == endpoint.userId())
                && (status == null || status == endpoint.state().status());
    }
}
