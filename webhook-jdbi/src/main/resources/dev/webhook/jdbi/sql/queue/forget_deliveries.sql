-- Takes all that lanes hold off the queue.
DELETE FROM :"schema".webhook_queue WHERE webhook_id = ANY (:lanes)
