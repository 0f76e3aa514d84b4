-- I8 a kill left no more requests off the record than the node had slots
SELECT node, unrecorded, slots FROM audit_figures WHERE unrecorded > slots;
-- of so many
SELECT count(*) FROM audit_figures
