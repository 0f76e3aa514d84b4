-- How many connections the nodes have.
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND application_name IN (SELECT node FROM audit_nodes)
