package dev.webhook.benchmarks.peers;

/** What is stored of a job that sends a webhook. */
record Webhook(String url, String body) {}
