package io.jukung.chaos.sim.store;

import com.google.protobuf.Message;
import io.jukung.chaos.sim.Situation;
import io.jukung.chaos.sim.kernel.Machine;
import io.jukung.store.apply.Command;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.replication.ProposalException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A client's writes, and what must be true of their answers. */
final class Writes {

    private final StoreWorld world;
    private final Machine machine;
    private final List<Long> unknown = new ArrayList<>();

    Writes(StoreWorld world, Machine machine) {
        this.world = world;
        this.machine = machine;
    }

    /** How a write ended. */
    sealed interface End<M> {
        record Done<M>(M response) implements End<M> {}

        record Refused<M>(Rejection reason) implements End<M> {}

        /** It has had no effect and will have none. */
        record Never<M>() implements End<M> {}

        record Unknown<M>() implements End<M> {}
    }

    /**
     * Sends a command to a member.
     *
     * @param make the command with its request's id
     * @param revision of a response's header
     */
    <M extends Message> void send(
            SimMember member,
            LongFunction<Command> make,
            Class<M> type,
            ToLongFunction<M> revision,
            Consumer<End<M>> then) {
        long id = world.newRequest();
        var command = make.apply(id);
        long observed = world.truth().observed();
        long timeout = world.plan().raft().electionTimeout()
                * (2 + world.kernel().random().nextLong(6));
        world.kernel().trace("c%d asks m%d, request %d: %s", machine.id(), member.id(), id, name(command));
        world.<M>call(
                machine,
                member,
                timeout,
                process -> process.write(command, world.flaw()).thenApply(StoreProcess.answer(type)),
                (response, failure) -> {
                    var end = end(id, observed, response, failure, revision);
                    world.kernel().trace("c%d request %d: %s", machine.id(), id, describe(end, revision));
                    then.accept(end);
                });
    }

    private static String name(Command command) {
        return switch (command) {
            case Command.Put put ->
                "put " + put.request().getKey().toStringUtf8() + "="
                        + put.request().getValue().toStringUtf8() + " lease "
                        + Long.toHexString(put.request().getLease());
            case Command.DeleteRange delete ->
                "delete " + delete.request().getKey().toStringUtf8();
            case Command.Txn txn ->
                "txn of " + txn.request().getCompareCount() + " and "
                        + txn.request().getSuccessCount();
            case Command.Compact compact -> "compact " + compact.request().getRevision();
            case Command.LeaseGrant grant ->
                "grant " + Long.toHexString(grant.request().getID()) + " for "
                        + grant.request().getTTL();
            case Command.LeaseRevoke revoke ->
                "revoke " + Long.toHexString(revoke.request().getID());
            default -> command.getClass().getSimpleName();
        };
    }

    private static <M> String describe(End<M> end, ToLongFunction<M> revision) {
        return switch (end) {
            case End.Done<M> done -> "done at " + revision.applyAsLong(done.response());
            case End.Refused<M> refused -> "refused " + refused.reason();
            case End.Never<M> never -> "never";
            case End.Unknown<M> unknown -> "unknown";
        };
    }

    private <M> End<M> end(
            long id, long observed, @Nullable M response, @Nullable Throwable failure, ToLongFunction<M> revision) {
        if (response != null) {
            long at = revision.applyAsLong(response);
            world.truth().acknowledged(id, response.getClass().getSimpleName());
            world.kernel()
                    .require(
                            at >= observed,
                            "real-time order",
                            "request %d was answered at revision %d, but %d had been seen before it was sent",
                            id,
                            at,
                            observed);
            world.truth().observe(at);
            return new End.Done<>(response);
        }
        return switch (failure) {
            case RejectedException refused -> new End.Refused<>(refused.reason());
            case ProposalException.NotLeader nobody -> never(id);
            case ProposalException.Overloaded full -> never(id);
            case StoreWorld.CallFailed call when !call.sent() -> never(id);
            case null, default -> {
                unknown.add(id);
                yield new End.Unknown<>();
            }
        };
    }

    private <M> End<M> never(long id) {
        world.truth().surelyNot(id);
        return new End.Never<>();
    }

    /** What became of the unknown ones, once everything is over. */
    void settle() {
        for (long id : unknown) {
            world.situations()
                    .met(
                            world.truth().isInLog(id)
                                    ? Situation.AMBIGUOUS_SUBMIT_APPLIED
                                    : Situation.AMBIGUOUS_SUBMIT_LOST);
        }
    }
}
