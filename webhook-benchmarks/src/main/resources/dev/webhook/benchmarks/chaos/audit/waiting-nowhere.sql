-- I6 the queue in use holds nothing when every delivery is finished
SELECT waiting, leased FROM audit_rest WHERE waiting > 0 OR leased > 0;
-- of so many
SELECT count(*) FROM audit_rest
