// The part of the last hour's attempts on each host that succeeded, from 0 to 1.
from(bucket: "webhooks")
    |> range(start: -1h)
    |> filter(fn: (r) => r._measurement == "endpoint_health" and r._field == "success")
    |> group(columns: ["url"])
    |> mean()
