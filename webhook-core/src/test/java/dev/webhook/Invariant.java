package dev.webhook;

/** What must hold in every simulated world, after every step. */
enum Invariant {
    I1("every event has one delivery for each endpoint that matched it, and one more for each replay"),
    I2("a delivery ends once, and stays so until it is redriven"),
    I3("what is delivered was taken by the receiver"),
    I4("attempts are numbered without gaps, up to their limit"),
    I5("a delivery has one live lease, and a late worker changes nothing"),
    I6("at rest the queue holds exactly the unfinished deliveries"),
    I7("no attempt starts before it is due, nor more than 1 s after a pause, disable or revoke"),
    I8("each request is on record, or its node crashed, or its lease was lost"),
    I9("every signature verifies, and all bodies of a message are the same"),
    I10("an open circuit admits one probe at a time"),
    I11("any 60 s of claims hold no more attempts than the rate"),
    I12("no more is in flight to an endpoint than its cap"),
    I15("a tenant's data reaches nobody else");

    private final String rule;

    Invariant(String rule) {
        this.rule = rule;
    }

    @Override
    public String toString() {
        return name() + " (" + rule + ")";
    }
}
