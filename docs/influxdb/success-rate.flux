// How many attempts of the last 24 h left their delivery in which status.
from(bucket: "webhooks")
    |> range(start: -24h)
    |> filter(fn: (r) => r._measurement == "webhook_delivery" and r._field == "response_time")
    |> group(columns: ["status"])
    |> count()
