package dev.webhook.delivery;

import java.time.Duration;

/**
 * Which of several queues is claimed from, as the store has it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param queue its name
 * @param epoch its present life: leases of another are void
 * @param age for how long it has been the active one, or has had this epoch
 * @param hold how long it stays the active one before an accelerator may take over
 * @param whole whether it has been filled with all that was unfinished when its epoch began
 */
public record ActiveQueue(String queue, String epoch, Duration age, Duration hold, boolean whole) {}
