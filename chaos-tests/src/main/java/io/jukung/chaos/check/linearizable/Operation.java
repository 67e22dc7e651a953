package io.jukung.chaos.check.linearizable;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import java.util.List;

/**
 * An operation on one of the independent objects of a history.
 *
 * @param index of its begin in the history
 * @param input its arguments, without the object's key
 * @param output what it answered, without the key; {@link Edn#NIL} if it is not known to have happened
 * @param known whether it is known to have happened: else it may, at any time from its begin on
 * @param ended {@link Long#MAX_VALUE} if it is not known to have happened
 * @param calls what it consisted of
 */
public record Operation(
        long index,
        int process,
        String f,
        Edn input,
        Edn output,
        boolean known,
        long begun,
        long ended,
        List<Call> calls) {
    public Operation {
        calls = List.copyOf(calls);
    }
}
