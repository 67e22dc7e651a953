package io.jukung.cli;

/**
 * Ends a command with one clear sentence for the user: what is wrong and what to do. Never shown with a
 * stack trace.
 */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
