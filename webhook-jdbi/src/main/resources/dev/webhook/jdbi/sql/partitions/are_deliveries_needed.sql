-- Whether a delivery of a time isn't finished.
SELECT EXISTS (
    SELECT FROM :"schema".webhook_deliveries
    WHERE created_at >= :from AND created_at < :until AND status IN ('pending', 'retrying')
)
