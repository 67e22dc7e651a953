package io.jukung.chaos.workload;

import io.jukung.chaos.history.Call;

/** A request got no answer: it was refused, or nobody knows. */
final class NotAnswered extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean possible;

    /** With {@code writes} whether the request would change anything. */
    NotAnswered(Call.Result result, boolean writes) {
        super(text(result), null, false, false);
        this.possible = writes && result instanceof Call.Result.Unknown;
    }

    /** Whether it may have changed something, now or later. */
    boolean mayHaveHappened() {
        return possible;
    }

    private static String text(Call.Result result) {
        return switch (result) {
            case Call.Result.Answered(var response) -> "answered " + response;
            case Call.Result.Refused(var code, var text) -> code + " " + text;
            case Call.Result.Unknown(var code, var text) -> code + " " + text;
        };
    }
}
