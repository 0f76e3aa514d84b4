package dev.webhook.retention;

/** Thrown if what is stored of an archive is not what was written: bytes were altered, cut off, added or lost. */
public class DamagedArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says which object is damaged, and how it shows. */
    public DamagedArchiveException(String message) {
        super(message);
    }

    /** Says which object is damaged, and what failed when it was read. */
    public DamagedArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
