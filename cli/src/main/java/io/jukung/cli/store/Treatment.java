package io.jukung.cli.store;

/** What giving a flag does. */
public sealed interface Treatment {

    /** What to say of it. */
    default String why() {
        return switch (this) {
            case Used _ -> "";
            case Ignored ignored -> ignored.why;
            case Refused refused -> refused.why;
        };
    }

    /** It changes what the member does. */
    record Used() implements Treatment {}

    /**
     * Nothing: etcd's way of doing what it tunes does not exist here.
     *
     * @param why for the log and the documentation
     */
    record Ignored(String why) implements Treatment {}

    /**
     * Another value than the default ends the program: to go on as if it had not been given would harm.
     *
     * @param why and what to do instead
     */
    record Refused(String why) implements Treatment {}
}
