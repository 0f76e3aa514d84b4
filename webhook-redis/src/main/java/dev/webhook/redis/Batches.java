package dev.webhook.redis;

import java.util.List;
import java.util.stream.IntStream;

/** Cuts lists into what one script takes: it holds up everybody, and one of 5,000 deliveries does so for some 70 ms. */
final class Batches {

    private Batches() {}

    static <T> List<List<T>> of(List<T> all, int size) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + size)))
                .toList();
    }
}
