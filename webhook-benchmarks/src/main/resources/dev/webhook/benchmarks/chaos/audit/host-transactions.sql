-- I17 no transaction of the application failed, or took more than 3 s, unless PostgreSQL itself was at fault; and while
-- something else was, the median was no more than three times, and 5 ms, above that of quiet times
WITH timed AS (
    SELECT t.*, t.ended_at - t.began_at AS took,
           EXISTS (SELECT FROM audit_faults f
                    WHERE f.target = 'postgres' AND f.began_at <= t.ended_at
                      AND f.ended_at >= t.began_at - interval '1 second') AS postgres,
           EXISTS (SELECT FROM audit_faults f
                    WHERE f.target IN ('redis', 'receiver') AND f.began_at <= t.ended_at AND f.ended_at >= t.began_at) AS other
      FROM audit_transactions t
),
medians AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE other) AS bad,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE NOT other) AS good
      FROM timed WHERE NOT postgres AND error IS NULL
)
SELECT began_at, took, error FROM timed WHERE NOT postgres AND (error IS NOT NULL OR took > interval '3 seconds')
UNION ALL
SELECT NULL, bad, 'is the median, in quiet times ' || good FROM medians WHERE bad > 3 * good + interval '5 milliseconds';
-- of so many
SELECT count(*) FROM audit_transactions t
 WHERE EXISTS (SELECT FROM audit_faults f
                WHERE f.target <> 'postgres' AND f.began_at <= t.ended_at AND f.ended_at >= t.began_at)
