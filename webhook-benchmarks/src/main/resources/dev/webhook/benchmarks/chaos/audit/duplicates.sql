-- duplicates per kill ≤ requests at the receiver without a recorded attempt
SELECT node, duplicates, unrecorded FROM audit_figures WHERE duplicates > unrecorded;
-- of so many
SELECT count(*) FROM audit_figures
