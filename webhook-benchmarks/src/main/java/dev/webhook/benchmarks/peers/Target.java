package dev.webhook.benchmarks.peers;

import java.util.List;

/**
 * Where jobs are kept and what they do.
 *
 * @param jdbcUrl a PostgreSQL, with user and password
 * @param urls where to post to
 * @param body what to post, JSON
 */
public record Target(String jdbcUrl, List<String> urls, String body) {

    /** Copies the list. */
    public Target {
        urls = List.copyOf(urls);
    }

    /** Returns where the job of this number posts to. */
    String url(int number) {
        return urls.get(number % urls.size());
    }
}
