package dev.webhook.redis;

import dev.webhook.endpoint.EndpointId;
import dev.webhook.event.EventType;

/**
 * All keys in Redis. Each begins with {@code {PREFIX:1}:}, where PREFIX is the host's choice ({@code webhook} if it makes
 * none) and 1 the version of this format; the braces are a hash tag, which puts all of them into one slot of a Redis
 * Cluster, where scripts can touch them together. {@code LANE} and {@code DELIVERY} are the 16 bytes of ids, {@code ID} is
 * an id as text. All times are whole microseconds of Redis's clock.
 *
 * <pre>
 * lanes      sorted set  LANE → its turn: when it may be claimed from next, or since when it has waited for that
 * slow       sorted set  the same of slow lanes
 * w:LANE     sorted set  DELIVERY → when it is due; those that wait
 * l:LANE     sorted set  DELIVERY → when its lease ends; their number is what is in flight
 * s:LANE     hash        the lane's state, if there is anything to say: v version, c cap and r rate of its limits, unless
 *                        they are version 1's and the usual ones; p parked until, k how often it was parked, u 1 if it
 *                        yields one at a time since then; s 1 if it is slow; of its rate a the arrival, g the claim that was
 *                        charged last, i what one of its deliveries took up
 * tokens     hash        DELIVERY → the token of its latest claim, until it is settled
 * lost       hash        DELIVERY → how many leases of it ran out, if any, until an attempt is recorded
 * claims     number      the number of the last claim
 * counts     hash        how many deliveries are waiting and leased
 * epoch      text        the key of the stamp of the epoch that the queue belongs to
 * epoch:ID   hash        that stamp: the storage's beat, and the run of the server that it began in
 * circuit:ID hash        an endpoint's circuit; see circuit/common.lua
 * circuit:open sorted set  ID → when it is forgotten; circuits that aren't closed
 * webhook:ID hash        an endpoint in one version; see EndpointFields
 * subscriptions:TYPE set the ID of each endpoint that subscribes to an event type; read by operators alone
 * </pre>
 *
 * <p>A lane's turn and its two sets are there as long as it holds deliveries. All else has a time to live: a lane's state,
 * once the lane is empty, as long as its park or rate matters, or an hour if it is slow; a circuit the policy's forget time;
 * an endpoint and the subscriptions an hour; the rest 31 days, anew with each change.
 *
 * <p>The names that were given stand for this: {@code delivery_queue} and {@code retry_queue} are the lanes, which hold
 * what is due and what is due later; {@code rate_limit:ID:MINUTE} is the rate in a lane's state, smooth instead of by the
 * minute; {@code circuit:ID}, {@code webhook:ID} and {@code subscriptions:TYPE} are as they were named, though events are matched
 * by what the storage holds.
 *
 * <p>Immutable and thread-safe.
 */
final class RedisKeys {

    private static final int FORMAT = 1;

    private final String start;

    RedisKeys(String prefix) {
        if (!prefix.matches("[a-zA-Z0-9_.:-]{1,64}")) {
            throw new IllegalArgumentException(
                    "a prefix has 1 to 64 of the characters a-z, A-Z, 0-9, _ . : -, not '" + prefix + "'");
        }
        start = "{" + prefix + ":" + FORMAT + "}:";
    }

    /** The first key of every script of the queue, which makes the others from it. */
    byte[] lanes() {
        return Bytes.of(start + "lanes");
    }

    /** The key of a cached endpoint. */
    byte[] endpoint(EndpointId id) {
        return Bytes.of(start + "webhook:" + id);
    }

    /** The set of an event type's endpoints. */
    byte[] subscriptions(EventType type) {
        return Bytes.of(start + "subscriptions:" + type.name());
    }

    /** Names the stamp of the epoch that the queue belongs to. */
    byte[] epoch() {
        return Bytes.of(start + "epoch");
    }

    /** The stamp of an epoch. */
    byte[] stamp(String epoch) {
        return Bytes.of(start + "epoch:" + epoch);
    }

    /** The channel, no key, on which nodes tell each other of work. */
    byte[] channel() {
        return Bytes.of(start + "news");
    }

    /** What the keys of circuits begin with. */
    byte[] circuits() {
        return Bytes.of(start + "circuit:");
    }
}
