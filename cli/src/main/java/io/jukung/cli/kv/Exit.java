package io.jukung.cli.kv;

/** etcdctl's exit codes. */
enum Exit {
    ERROR(1),
    BAD_CONNECTION(2),
    /** What standard input holds cannot be understood. */
    INVALID_INPUT(3),
    /** The format or flag's value does not go with the command. */
    BAD_FEATURE(4),
    /** Cut off: a watch that the server cancelled, a snapshot that was not completed. */
    INTERRUPTED(5),
    BAD_ARGUMENTS(128);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
