package dev.webhook.retention;

import java.io.IOException;
import java.io.InputStream;

/** Meters what is read through it. Closing it leaves what is below open. */
final class MeteredInput extends InputStream {

    private final InputStream in;
    private final Meter meter;

    MeteredInput(InputStream in, Meter meter) {
        this.in = in;
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            meter.add(buffer, offset, read);
        }
        return read;
    }
}
