package io.jukung.chaos.check;

import com.google.protobuf.Message;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.History;
import java.util.List;
import java.util.Optional;

/**
 * A request with the operation it belongs to.
 *
 * @param op index of the operation's end
 */
public record Attempt(long op, int process, Call call) {

    /** All of a history, in the order of their operations' ends. */
    public static List<Attempt> of(History history) {
        return history.ops().stream()
                .flatMap(op -> op.calls().stream().map(call -> new Attempt(op.index(), op.process(), call)))
                .toList();
    }

    public Message request() {
        return call.request();
    }

    public Optional<Message> answer() {
        return call.result() instanceof Call.Result.Answered(var response) ? Optional.of(response) : Optional.empty();
    }

    /** It may have happened, for all its client knows. */
    public boolean unknown() {
        return call.result() instanceof Call.Result.Unknown;
    }

    public boolean refused() {
        return call.result() instanceof Call.Result.Refused;
    }

    public long begun() {
        return call.begun();
    }

    public long ended() {
        return call.ended();
    }

    /** In one line. */
    public String said() {
        var result = switch (call.result()) {
            case Call.Result.Answered(var response) -> "answered " + Prose.of(response);
            case Call.Result.Refused(var code, var text) -> "refused: " + code + " " + text;
            case Call.Result.Unknown(var code, var text) -> "unknown: " + code + " " + text;
        };
        return "op %d, process %d, %s: %s %s, begun %s, ended %s, %s"
                .formatted(
                        op,
                        process,
                        call.member(),
                        call.method(),
                        Prose.of(call.request()),
                        Prose.time(call.begun()),
                        Prose.time(call.ended()),
                        result);
    }
}
