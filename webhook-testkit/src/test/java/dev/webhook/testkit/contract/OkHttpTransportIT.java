package dev.webhook.testkit.contract;

import dev.webhook.http.AddressPolicy;
import dev.webhook.http.HttpTransport;
import dev.webhook.http.OkHttpTransport;

class OkHttpTransportIT extends HttpTransportContract {

    @Override
    protected HttpTransport transport(AddressPolicy policy) {
        return OkHttpTransport.builder().addressPolicy(policy).build();
    }

    /** The daemons that OkHttp and Okio share in a JVM end when idle for a minute. */
    @Override
    protected boolean mayOutlive(Thread thread) {
        return thread.getName().startsWith("OkHttp") || thread.getName().startsWith("Okio");
    }
}
