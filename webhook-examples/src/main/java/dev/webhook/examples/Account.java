package dev.webhook.examples;

/** What a run of the quickstart came to: as planned, as the receiver saw it, or as the library has it on record. */
interface Account {

    /** Returns how many events were published. */
    long events();

    /** Returns how many deliveries an endpoint took. */
    long deliveries(String endpoint);

    /** Returns how many requests were made. */
    long attempts();

    /** Returns how many of them the receiver found genuine. */
    long verified();

    /** Returns how many of them repeated one that had failed, redrives left out. */
    long retries();

    /** Returns how many endpoints had a circuit that opened and, after a probe, closed again. */
    long recoveries();

    /** Returns how many deliveries were given up. */
    long deadLetters();

    /** Returns how many of those were redriven and then taken. */
    long redriven();
}
