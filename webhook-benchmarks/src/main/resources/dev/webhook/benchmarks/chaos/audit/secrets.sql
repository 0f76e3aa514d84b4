-- I14 no secret stands in a log, in Redis or anywhere in the database
SELECT place, found FROM audit_searched WHERE found IS NOT NULL;
-- of so many
SELECT coalesce(sum(characters), 0) FROM audit_searched
