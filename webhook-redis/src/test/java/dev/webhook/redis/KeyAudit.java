package dev.webhook.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the keys of a queue against each other: what is written by one script can't come apart. Used by one thread.
 */
final class KeyAudit {

    private final TestRedis redis;
    private final List<String> problems = new ArrayList<>();

    KeyAudit(TestRedis redis) {
        this.redis = redis;
    }

    List<String> problems() {
        Set<String> keys = redis.keys();
        Set<String> turns = new HashSet<>();
        for (String kind : List.of("lanes", "slow")) {
            members(kind).forEach(lane -> check(turns.add(lane), "a lane has two turns"));
        }
        Set<String> holding = new HashSet<>();
        Set<String> held = new HashSet<>();
        Map<String, Long> sums = new HashMap<>(Map.of("w", 0L, "l", 0L));
        for (String key : keys) {
            String name = key.substring(redis.start().length());
            if (name.startsWith("w:") || name.startsWith("l:")) {
                Set<String> members = members(name);
                members.forEach(id -> check(held.add(id), "a delivery stands in two places"));
                holding.add(name.substring(2));
                sums.merge(name.substring(0, 1), (long) members.size(), Long::sum);
            } else if (!name.equals("lanes") && !name.equals("slow")) {
                check(redis.jedis().pttl(redis.key(name)) > 0, name.replaceAll(":.*", "") + " has no time to live");
            }
        }
        check(turns.equals(holding), "the lanes that have a turn aren't those that hold something");
        check(count("waiting") == sums.get("w"), "waiting is counted wrong");
        check(count("leased") == sums.get("l"), "leased is counted wrong");
        check(held.containsAll(fields("tokens")), "there is a token of what isn't there");
        check(held.containsAll(fields("lost")), "there is a number of lost leases of what isn't there");
        return problems;
    }

    private void check(boolean right, String problem) {
        if (!right) {
            problems.add(problem);
        }
    }

    private Set<String> members(String name) {
        return texts(redis.jedis().zrange(redis.key(name), 0, -1));
    }

    private Set<String> fields(String name) {
        return texts(redis.jedis().hkeys(redis.key(name)));
    }

    private long count(String field) {
        byte[] count = redis.jedis().hget(redis.key("counts"), Bytes.of(field));
        return count == null ? 0 : Long.parseLong(Bytes.text(count));
    }

    private static Set<String> texts(Iterable<byte[]> values) {
        Set<String> texts = new HashSet<>();
        values.forEach(value -> texts.add(new String(value, StandardCharsets.ISO_8859_1)));
        return texts;
    }
}
