package dev.webhook.retention;

import java.io.IOException;
import java.io.OutputStream;

/** Meters what is written through it. Closing it leaves what is below open. */
final class MeteredOutput extends OutputStream {

    private final OutputStream out;
    private final Meter meter;

    MeteredOutput(OutputStream out, Meter meter) {
        this.out = out;
        this.meter = meter;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        meter.add(buffer, offset, length);
        out.write(buffer, offset, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
