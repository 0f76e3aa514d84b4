package dev.webhook;

import dev.webhook.endpoint.EndpointId;

/** Thrown when an operation names an endpoint that doesn't exist or was deleted. */
public class UnknownEndpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the endpoint. */
    public UnknownEndpointException(EndpointId id) {
        super("endpoint " + id + " doesn't exist or was deleted");
    }
}
