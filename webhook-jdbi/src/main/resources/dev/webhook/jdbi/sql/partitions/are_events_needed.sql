-- Whether an event of a time waits for its fan-out, or has a delivery that isn't finished.
SELECT EXISTS (
    SELECT FROM :"schema".webhook_event_inbox
    WHERE event_id >= :first AND event_id < :last
) OR EXISTS (
    SELECT FROM :"schema".webhook_deliveries
    WHERE event_id >= :first AND event_id < :last AND created_at >= :from AND status IN ('pending', 'retrying')
)
