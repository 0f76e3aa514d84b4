-- Raises the config version; the last lock of a change of an endpoint.
UPDATE :"schema".webhook_config SET config_version = config_version + 1
