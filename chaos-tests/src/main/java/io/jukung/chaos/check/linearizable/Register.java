package io.jukung.chaos.check.linearizable;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Call;
import io.jukung.proto.etcd.RangeResponse;
import io.jukung.proto.etcd.ResponseOp;
import io.jukung.proto.etcd.TxnResponse;
import java.util.Optional;

/**
 * A register with {@code :read}, {@code :write} and {@code :cas} ({@code [old new]}; one that found another value is
 * {@code :fail}), which counts its writes from 1 as etcd's {@code version} does. A read's version comes from its last range
 * answer, if it has one.
 */
public final class Register implements SequentialModel<Register.State> {

    /** With {@code value} {@link Edn#NIL} and {@code version} 0 before the first write. */
    public record State(Edn value, long version) {}

    @Override
    public State initial() {
        return new State(Edn.NIL, 0);
    }

    @Override
    public boolean reads(Operation operation) {
        return operation.f().equals("read");
    }

    @Override
    public Optional<State> step(State state, Operation operation) {
        return switch (operation.f()) {
            case "read" ->
                state.value().equals(operation.output()) && versionFits(state, operation)
                        ? Optional.of(state)
                        : Optional.empty();
            case "write" -> Optional.of(new State(operation.input(), state.version() + 1));
            case "cas" -> {
                if (!(operation.input() instanceof Edn.Vector(var pair)) || pair.size() != 2) {
                    throw new IllegalArgumentException(
                            "operation " + operation.index() + ": expected [old new], not " + operation.input());
                }
                yield state.value().equals(pair.get(0))
                        ? Optional.of(new State(pair.get(1), state.version() + 1))
                        : Optional.empty();
            }
            default ->
                throw new IllegalArgumentException(
                        "operation " + operation.index() + ": expected read, write or cas, not " + operation.f());
        };
    }

    private static boolean versionFits(State state, Operation read) {
        var answer = read.calls().stream()
                .map(Register::range)
                .flatMap(Optional::stream)
                .reduce((first, second) -> second);
        return answer.map(range -> range.getKvsCount() == 0
                        ? state.version() == 0
                        : range.getKvsCount() > 1 || range.getKvs(0).getVersion() == state.version())
                .orElse(true);
    }

    private static Optional<RangeResponse> range(Call call) {
        return call.result() instanceof Call.Result.Answered(var response)
                ? switch (response) {
                    case RangeResponse range -> Optional.of(range);
                    case TxnResponse txn ->
                        txn.getResponsesList().stream()
                                .filter(ResponseOp::hasResponseRange)
                                .map(ResponseOp::getResponseRange)
                                .reduce((first, second) -> second);
                    default -> Optional.empty();
                }
                : Optional.empty();
    }
}
