package dev.webhook.redis;

import dev.webhook.Accelerator.Listening;
import dev.webhook.Accelerator.News;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Hears what nodes tell, by a subscription on a thread of its own, and subscribes anew whenever that was lost.
 * Thread-safe.
 */
final class RedisListener implements Listening {

    private static final Logger log = LoggerFactory.getLogger(WebhookRedis.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    private static final long LONGEST_CLOSE_MILLIS = 1_000;

    private final UnifiedJedis jedis;
    private final byte[] channel;
    private final Consumer<News> heard;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Subscription current;
    private int failures;

    private RedisListener(UnifiedJedis jedis, byte[] channel, ThreadFactory threads, Consumer<News> heard) {
        this.jedis = jedis;
        this.channel = channel;
        this.heard = heard;
        this.thread = threads.newThread(this::run);
    }

    static RedisListener start(UnifiedJedis jedis, byte[] channel, ThreadFactory threads, Consumer<News> heard) {
        RedisListener listener = new RedisListener(jedis, channel, threads, heard);
        listener.thread.start();
        return listener;
    }

    private void run() {
        try {
            while (!isClosed()) {
                if (!subscribed()) {
                    long pause = FIRST_PAUSE_MILLIS << Math.min(failures - 1, 10);
                    boolean unused = closed.await(Math.min(pause, LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            log.debug("The listener was interrupted, and ends", e);
        }
    }

    /** Listens until it is closed or the connection ends; returns false if it failed. */
    private boolean subscribed() {
        Subscription subscription = new Subscription();
        current = subscription;
        try {
            jedis.subscribe(subscription, channel);
            return true;
        } catch (RuntimeException e) {
            if (subscription.isSilentFor(e)) {
                return true;
            }
            failures++;
            if (failures == 1 && !isClosed()) {
                log.warn("What other nodes tell can't be heard; work is looked for instead: {}", e.getMessage());
            }
            log.debug("The subscription failed {} times", failures, e);
            return false;
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** A Redis that hangs keeps the thread, a daemon, until the client's time-out for blocking calls. */
    @Override
    public void close() {
        closed.countDown();
        Subscription ending = current;
        try {
            if (ending != null && ending.isSubscribed()) {
                ending.unsubscribe();
            }
        } catch (JedisException e) {
            log.debug("The subscription is over already", e);
        }
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt(); // it may wait for a connection of the pool
    }

    private final class Subscription extends BinaryJedisPubSub {

        private boolean begun;

        /** What was told before can't be heard any more. */
        @Override
        public void onSubscribe(byte[] channel, int subscribedChannels) {
            begun = true;
            if (failures > 0) {
                log.info("What other nodes tell is heard again");
            }
            failures = 0;
            if (isClosed()) {
                unsubscribe();
            }
            Arrays.stream(News.values()).forEach(heard);
        }

        @Override
        public void onMessage(byte[] channel, byte[] message) {
            String told = Bytes.text(message);
            Arrays.stream(News.values())
                    .filter(news -> news.name().equals(told))
                    .forEach(heard);
        }

        /** The client's time-out for blocking calls ends a subscription on which nothing was told. */
        boolean isSilentFor(RuntimeException e) {
            return begun && e.getCause() instanceof SocketTimeoutException;
        }
    }
}
