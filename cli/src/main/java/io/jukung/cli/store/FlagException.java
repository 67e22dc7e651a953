package io.jukung.cli.store;

/** A flag, variable or entry of the configuration file that cannot be; the message names it and what was expected. */
public final class FlagException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FlagException(String message) {
        super(message);
    }
}
