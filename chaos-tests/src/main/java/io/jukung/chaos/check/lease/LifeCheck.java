package io.jukung.chaos.check.lease;

import com.google.protobuf.ByteString;
import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.lease.Deaths.Death;
import io.jukung.chaos.check.model.Answers;
import io.jukung.chaos.check.model.KeyRange;
import io.jukung.chaos.check.revision.CommittedLog;
import io.jukung.chaos.history.EventLog;
import io.jukung.proto.etcd.LeaseTimeToLiveResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of one lease's life. */
final class LifeCheck {

    private static final long SECOND = 1_000_000_000L;
    private static final KeyRange ALL = KeyRange.of(ByteString.copyFrom(new byte[1]), ByteString.copyFrom(new byte[1]));

    private final Life life;
    private final @Nullable Death death;
    private final Findings findings;

    LifeCheck(Life life, @Nullable Death death, Findings findings) {
        this.life = life;
        this.death = death;
        this.findings = findings;
    }

    /** What answers alone show. */
    void requests() {
        life.keepAlives().stream().filter(alive -> alive.answer().isPresent()).forEach(this::keepAlive);
        for (var look : life.looks()) {
            look.answer().ifPresent(answer -> look(look, (LeaseTimeToLiveResponse) answer));
        }
        life.revokes().stream()
                .filter(revoke -> revoke.refused() && revoke.said().contains("lease not found"))
                .forEach(revoke -> absent(revoke, revoke));
    }

    private void keepAlive(Attempt alive) {
        if (Life.told(alive) <= 0) {
            absent(alive, null);
        } else if (Life.told(alive) < life.seconds()) {
            findings.violation("shortened", alive.said() + "\nGranted were " + life.seconds() + " s.", alive.op());
        } else {
            ended(alive.begun()).ifPresent(end -> resurrected(alive, end));
        }
    }

    private void resurrected(Attempt attempt, String end) {
        findings.violation("resurrected", end + "\nThen began\n" + attempt.said(), attempt.op());
    }

    /** What shows that it had ended before a time. */
    private Optional<String> ended(long nanos) {
        if (death != null && death.nanos() != EventLog.Entry.UNTIMED && death.nanos() < nanos) {
            return Optional.of("Lease %d ended at revision %d, seen at %s."
                    .formatted(life.id(), death.revision(), Prose.time(death.nanos())));
        }
        var revoked = life.revokes().stream()
                .filter(revoke -> revoke.answer().isPresent() && revoke.ended() < nanos)
                .findFirst();
        if (revoked.isPresent()) {
            return revoked.map(Attempt::said);
        }
        return life.keepAlives().stream()
                .filter(alive -> alive.answer().isPresent()
                        && Life.told(alive) <= 0
                        && alive.begun() > life.grant().ended()
                        && alive.ended() < nanos)
                .findFirst()
                .map(Attempt::said);
    }

    /** An answer by which it is gone: not while it has to live. */
    private void absent(Attempt answer, @Nullable Attempt itself) {
        boolean revoked = life.revokes().stream()
                .anyMatch(revoke -> !revoke.equals(itself) && !revoke.refused() && revoke.begun() <= answer.ended());
        if (answer.begun() <= life.grant().ended() || revoked) {
            return;
        }
        life.longest(answer.begun())
                .filter(renewal -> Life.until(renewal) > answer.ended())
                .ifPresent(renewal -> early(renewal, "Gone by\n" + answer.said(), answer.op()));
    }

    private void early(Attempt renewal, String gone, long op) {
        findings.violation(
                "expired early",
                "%s%nso it lives until %s at least. %s"
                        .formatted(renewal.said(), Prose.time(Life.until(renewal)), gone),
                renewal.op(),
                op);
    }

    private void look(Attempt look, LeaseTimeToLiveResponse answer) {
        if (answer.getTTL() < 0) {
            absent(look, null);
            return;
        }
        if (answer.getTTL() > answer.getGrantedTTL() || answer.getGrantedTTL() != life.seconds()) {
            findings.violation(
                    "wrong time to live", look.said() + "\nGranted were " + life.seconds() + " s.", look.op());
        }
        // Remaining time is told in whole seconds, rounded down.
        life.longest(look.begun())
                .filter(renewal -> !life.mayBeRevoked(look.ended()))
                .filter(renewal -> (answer.getTTL() + 1) * SECOND <= Life.until(renewal) - look.ended())
                .ifPresent(renewal -> findings.violation(
                        "shortened",
                        "%s%nso it lives until %s at least, which is longer than%n%s"
                                .formatted(renewal.said(), Prose.time(Life.until(renewal)), look.said()),
                        renewal.op(),
                        look.op()));
    }

    /** What became of its keys. */
    void keys(CommittedLog log) {
        if (death != null && death.nanos() != EventLog.Entry.UNTIMED && !life.mayBeRevoked(death.nanos())) {
            life.renewals()
                    .filter(renewal -> Life.until(renewal) > death.nanos())
                    .findFirst()
                    .ifPresent(renewal -> early(
                            renewal,
                            "Its keys were seen deleted at %s, revision %d: %s"
                                    .formatted(
                                            Prose.time(death.nanos()),
                                            death.revision(),
                                            Prose.events(log.mvcc().events(death.revision()))),
                            renewal.op()));
        }
        if (death != null) {
            attachedAfter(log, death.revision(), "It ended at revision " + death.revision() + ".");
        }
        for (var revoke : life.revokes()) {
            revoke.answer().ifPresent(answer -> {
                long revision = Answers.revision(answer);
                if (revision <= log.mvcc().base() || revision > log.mvcc().last()) {
                    return;
                }
                log.mvcc().range(ALL, revision).stream()
                        .filter(kv -> kv.getLease() == life.id())
                        .findFirst()
                        .ifPresent(kv -> findings.violation(
                                "revoked, but keys are left",
                                "%s%nAt revision %d there is %s".formatted(revoke.said(), revision, Prose.of(kv)),
                                revoke.op()));
                attachedAfter(log, revision, revoke.said());
            });
        }
    }

    private void attachedAfter(CommittedLog log, long revision, String end) {
        for (var entry : log.entries()
                .subList((int) (revision - log.mvcc().base()), log.entries().size())) {
            for (var event : entry.events()) {
                if (event.getType() == Event.EventType.PUT && event.getKv().getLease() == life.id()) {
                    findings.violation(
                            "resurrected",
                            "%s%nAt revision %d with lease %d: %s"
                                    .formatted(end, entry.revision(), life.id(), Prose.of(event)));
                    return;
                }
            }
        }
    }

    /**
     * Whether keys outlived it once nothing hindered.
     *
     * @param healed when the last fault was over
     * @param over when the run was
     */
    void late(CommittedLog log, long healed, long over, long slack) {
        long deadline = Math.max(life.lastTouch(), healed) + life.seconds() * SECOND + slack;
        if (death != null) {
            if (death.nanos() > deadline) {
                findings.violation(
                        "expired late",
                        "%s%nIts keys had to be gone by %s; they were seen deleted at %s, revision %d."
                                .formatted(
                                        life.grant().said(),
                                        Prose.time(deadline),
                                        Prose.time(death.nanos()),
                                        death.revision()),
                        life.grant().op());
            }
            return;
        }
        for (var entry : log.entries()) {
            if (entry.nanos() > deadline) {
                for (var event : entry.events()) {
                    var before = log.mvcc().get(event.getKv().getKey(), entry.revision() - 1);
                    if (before != null && before.getLease() == life.id()) {
                        findings.violation(
                                "never expired",
                                "%s%nIts keys had to be gone by %s; at %s there still was %s"
                                        .formatted(
                                                life.grant().said(),
                                                Prose.time(deadline),
                                                Prose.time(entry.nanos()),
                                                Prose.of(before)),
                                life.grant().op());
                        return;
                    }
                }
            }
        }
        if (over > deadline && !log.mvcc().attached(life.id()).isEmpty() && log.complete()) {
            findings.violation(
                    "never expired",
                    "%s%nIts keys had to be gone by %s; when the run was over, at %s, there still was %s"
                            .formatted(
                                    life.grant().said(),
                                    Prose.time(deadline),
                                    Prose.time(over),
                                    Prose.of(log.mvcc().attached(life.id()).first())),
                    life.grant().op());
        }
    }
}
