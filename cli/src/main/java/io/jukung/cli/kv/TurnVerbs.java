package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;

/** {@code lock} and {@code elect}. */
final class TurnVerbs {

    private static final int ELECTION_SECONDS = 60;

    static final List<Verb> ALL = List.of(
            new Verb(
                    "lock",
                    "NAME [COMMAND [ARGUMENT]...]",
                    "Take a lock and hold it while a command runs, or until interrupted.",
                    List.of(Flag.number("ttl", "10", "seconds after which a lock of a dead process is free")),
                    TurnVerbs::lock),
            new Verb(
                    "elect",
                    "NAME [PROPOSAL]",
                    "Stand for an election, or observe it.",
                    List.of(Flag.toggle("listen", "only tell who leads").or('l')),
                    TurnVerbs::elect));

    private TurnVerbs() {}

    private static void lock(Invocation run) {
        run.require(!run.words().isEmpty(), "lock takes a lock name argument and an optional command to execute");
        try (var turn = Turn.take(
                run.store(), run.word(0), ByteString.EMPTY, run.arguments().number("ttl"))) {
            var command = run.words().subList(1, run.words().size());
            if (command.isEmpty()) {
                run.print(KeyAnswers.range(turn.read(), run.printer(), false));
                turn.awaitLoss();
                throw new KvFailure(Exit.ERROR, "session expired");
            }
            Program.run(
                            run,
                            command,
                            Map.of(
                                    "ETCD_LOCK_KEY",
                                    turn.key().toStringUtf8(),
                                    "ETCD_LOCK_REV",
                                    Long.toString(turn.revision())))
                    .ifPresent(failure -> {
                        throw failure;
                    });
        }
    }

    private static void elect(Invocation run) {
        int words = run.words().size();
        run.require(
                words == 1 || words == 2, "elect takes one election name argument and an optional proposal argument");
        boolean listens = run.arguments().on("listen");
        run.require(listens || words == 2, "no proposal argument but -l not set");
        run.require(!listens || words == 1, "proposal given but -l is set");
        if (listens) {
            Turn.observe(run.store(), run.word(0), leader -> run.print(KeyAnswers.range(leader, run.printer(), false)));
            return;
        }
        try (var turn = Turn.take(run.store(), run.word(0), ByteString.copyFromUtf8(run.word(1)), ELECTION_SECONDS)) {
            run.print(KeyAnswers.range(turn.read(), run.printer(), false));
            turn.awaitLoss();
            throw new KvFailure(Exit.ERROR, "elect: session expired");
        }
    }
}
