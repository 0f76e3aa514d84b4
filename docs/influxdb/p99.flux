// The 99th percentile of each endpoint's response times in the last hour, in milliseconds.
from(bucket: "webhooks")
    |> range(start: -1h)
    |> filter(fn: (r) => r._measurement == "webhook_delivery" and r._field == "response_time")
    |> group(columns: ["webhook_id"])
    |> quantile(q: 0.99, method: "exact_selector")
