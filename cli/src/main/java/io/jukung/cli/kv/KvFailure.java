package io.jukung.cli.kv;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;

/** Ends a command with etcdctl's exit code; its message follows {@code Error: } on standard error. */
final class KvFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    KvFailure(Exit exit, String message) {
        this(exit.code(), message);
    }

    /** With the exit code of a program that was run; an empty message says nothing. */
    KvFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    static KvFailure arguments(String message) {
        return new KvFailure(Exit.BAD_ARGUMENTS, message);
    }

    int exitCode() {
        return exitCode;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** What the store said, as etcd's client words it. */
    static String told(StatusRuntimeException failure) {
        var status = failure.getStatus();
        var description = status.getDescription() == null ? "" : status.getDescription();
        if (description.startsWith("etcdserver:")) {
            return description;
        }
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> "context deadline exceeded";
            case CANCELLED -> "context canceled";
            case Status.Code code -> "rpc error: code = " + goName(code) + " desc = " + description;
        };
    }

    /** {@code NOT_FOUND} is {@code NotFound} in Go. */
    static String goName(Status.Code code) {
        var name = new StringBuilder();
        for (var word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return code == Status.Code.CANCELLED ? "Canceled" : name.toString();
    }
}
