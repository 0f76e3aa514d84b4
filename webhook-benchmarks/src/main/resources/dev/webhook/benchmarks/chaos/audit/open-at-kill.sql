-- at every kill at least as many requests were open as was asked for
SELECT node, open_at_kill, open_at_least FROM audit_figures WHERE killed_at IS NOT NULL AND open_at_kill < open_at_least;
-- of so many
SELECT count(*) FROM audit_nodes
