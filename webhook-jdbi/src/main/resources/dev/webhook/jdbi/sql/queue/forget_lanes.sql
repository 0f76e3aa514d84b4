-- Removes lanes that hold nothing.
DELETE FROM :"schema".webhook_lanes WHERE webhook_id = ANY (:lanes)
