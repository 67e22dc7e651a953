package io.jukung.store.integrity;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.platform.Clock;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmRequest.AlarmAction;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.store.v1.CurrentTermReply;
import io.jukung.proto.store.v1.FullHash;
import io.jukung.proto.store.v1.StateRebuild;
import io.jukung.proto.store.v1.StateReport;
import io.jukung.proto.store.v1.StateReportRequest;
import io.jukung.store.Integrity;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.StateHash;
import io.jukung.store.auth.Requester;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Quarantine;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.Configuration;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReplicatedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares members, on the leader: what they have applied whenever there is something new, and from time to time all they
 * have on disk. A member that differs from the majority is told to replace its state. Where there is no majority the CORRUPT
 * alarm is raised, as etcd does it: it stops all reads and writes until an operator disarms it.
 */
public final class IntegrityWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IntegrityWatch.class);

    private static final long LOOK_MILLIS = 1000;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    /** Between two times a member is told: doubled each time, so that what rebuilding does not help is not done for ever. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(30);

    private static final int MAX_DOUBLINGS = 7;

    private record Told(long nanos, int times) {}

    private final Integrity settings;
    private final ReplicatedLog<?> log;
    private final MemberState state;
    private final PeerTransport peers;
    private final Proposer proposer;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Consumer<Quarantine> onDiffering;
    private final RecentDigests digests = new RecentDigests();
    private final FullHashes hashes;
    private final AtomicLong comparisons = new AtomicLong();

    /** From here on the timer's own, but for what replies say. */
    private final Map<Long, Told> told = new HashMap<>();

    private @Nullable ScheduledFuture<?> looks;
    private volatile Set<Long> differing = Set.of();
    private boolean looking;
    private @Nullable StoreMark newestBefore;
    private long agreedIndex = -1;
    private long agreedFullIndex = -1;
    private long askedForFull;
    private String lastComplaint = "";

    /**
     * Watches; {@link #start} begins to act.
     *
     * @param onDiffering told when this member's own state is to be replaced; any thread, must not block
     */
    public IntegrityWatch(
            Integrity settings,
            ReplicatedLog<?> log,
            MemberState state,
            PeerTransport peers,
            Proposer proposer,
            Clock clock,
            ScheduledExecutorService timer,
            Consumer<Quarantine> onDiffering) {
        this.settings = settings;
        this.log = log;
        this.state = state;
        this.peers = peers;
        this.proposer = proposer;
        this.clock = clock;
        this.timer = timer;
        this.onDiffering = onDiffering;
        this.hashes = new FullHashes(state);
        this.askedForFull = clock.nanoTime();
        state.onApplied(entry -> {
            digests.add(entry.state().mark());
            hashes.onApplied(entry);
        });
    }

    public void start() {
        looks = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Has everything on disk compared now; completed when the log says so. */
    public CompletableFuture<Void> compareEverything() {
        return proposer.propose(FullHashes.MARKER).thenAccept(asked -> {});
    }

    /** Adds what {@link PeerMethod#CURRENT_TERM} was asked for beside the term, if anything. */
    public CurrentTermReply.Builder addReport(byte[] request, CurrentTermReply.Builder reply) {
        if (request.length == 0) {
            return reply;
        }
        try {
            return reply.setState(report(StateReportRequest.parseFrom(request).getIndex()));
        } catch (InvalidProtocolBufferException e) {
            // A newer release asks for something else.
            return reply;
        }
    }

    /** Answers {@link PeerMethod#STATE_REBUILD}. */
    public CompletableFuture<byte[]> answerRebuild(byte[] request) {
        try {
            var rebuild = StateRebuild.parseFrom(request);
            onDiffering.accept(new Quarantine(rebuild.getReason(), Set.copyOf(rebuild.getSourcesList())));
            return CompletableFuture.completedFuture(new byte[0]);
        } catch (InvalidProtocolBufferException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** On the leader: who differed when it was last compared. */
    public int differingMembers() {
        return log.leads() ? differing.size() : 0;
    }

    /** How often members were compared by this one. */
    public long comparisons() {
        return comparisons.get();
    }

    private StateReport report(long index) {
        var report = StateReport.newBuilder();
        report.setDigestFormat(StoreMark.DIGEST_FORMAT);
        digests.at(index).ifPresent(report::setDigest);
        var full = hashes.last();
        if (full != null) {
            report.setFull(full);
        }
        return report.build();
    }

    private void look() {
        if (!log.leads()) {
            agreedIndex = -1;
            agreedFullIndex = -1;
            differing = Set.of();
            return;
        }
        var configuration = log.configuration();
        if (looking
                || configuration.changing()
                || configuration.voters().size() + configuration.learners().size() < 2) {
            return;
        }
        long now = clock.nanoTime();
        var interval = settings.fullCheckInterval();
        if (!interval.isZero() && now - askedForFull >= interval.toNanos()) {
            askedForFull = now;
            // What fails is done again when it is due again.
            compareEverything();
        }
        var settled = digests.settled(newestBefore);
        newestBefore = digests.newest();
        var full = hashes.last();
        if (settled != null
                && (settled.index() != agreedIndex || (full != null && full.getIndex() != agreedFullIndex))) {
            compare(configuration, settled, full);
        }
    }

    private void compare(Configuration configuration, StoreMark mark, @Nullable FullHash full) {
        looking = true;
        comparisons.incrementAndGet();
        var request =
                StateReportRequest.newBuilder().setIndex(mark.index()).build().toByteArray();
        long self = peers.self().memberId();
        var reports = new HashMap<Long, CompletableFuture<StateReport>>();
        var members = new HashSet<>(configuration.voters());
        members.addAll(configuration.learners());
        for (long member : members) {
            if (member != self) {
                reports.put(
                        member,
                        peers.call(member, PeerMethod.CURRENT_TERM, request, CALL_TIMEOUT)
                                .thenApply(IntegrityWatch::parse)
                                // Is away, or of a release that does not know the question.
                                .exceptionally(failure -> StateReport.getDefaultInstance()));
            }
        }
        CompletableFuture.allOf(reports.values().toArray(CompletableFuture[]::new))
                .thenRunAsync(
                        () -> {
                            looking = false;
                            var known = new HashMap<Long, StateReport>();
                            reports.forEach((member, report) -> known.put(member, report.join()));
                            judge(configuration, mark, full, known);
                        },
                        timer);
    }

    private static StateReport parse(byte[] reply) {
        try {
            return CurrentTermReply.parseFrom(reply).getState();
        } catch (InvalidProtocolBufferException e) {
            return StateReport.getDefaultInstance();
        }
    }

    private void judge(
            Configuration configuration, StoreMark mark, @Nullable FullHash full, Map<Long, StateReport> reports) {
        if (!log.leads()) {
            return;
        }
        long self = peers.self().memberId();
        var applied = new HashMap<Long, Long>();
        applied.put(self, mark.digest());
        reports.forEach((member, report) -> {
            if (report.hasDigest() && report.getDigestFormat() == StoreMark.DIGEST_FORMAT) {
                applied.put(member, report.getDigest());
            }
        });
        boolean agreed = act(
                configuration,
                applied,
                "what was applied up to log entry " + mark.index() + " (" + Long.toHexString(mark.digest()) + " here)");
        if (agreed) {
            agreedIndex = mark.index();
        }
        if (full == null) {
            return;
        }
        var stored = new HashMap<Long, Long>();
        stored.put(self, full.getHash());
        reports.forEach((member, report) -> {
            var other = report.getFull();
            if (report.hasFull() && other.getFormat() == StateHash.FORMAT && other.getIndex() == full.getIndex()) {
                stored.put(member, other.getHash());
            }
        });
        agreed = act(
                configuration,
                stored,
                "the data on disk as of log entry " + full.getIndex() + " (" + Long.toHexString(full.getHash())
                        + " here)");
        if (agreed) {
            agreedFullIndex = full.getIndex();
            LOG.info("all members have the same on disk as of log entry {}", full.getIndex());
        }
    }

    /** Whether all were known and have the same. */
    private boolean act(Configuration configuration, Map<Long, Long> values, String what) {
        return switch (Agreement.judge(configuration.voters(), configuration.learners(), values)) {
            case Agreement.Same same -> {
                var settled = new HashSet<>(differing);
                settled.removeAll(values.keySet());
                differing = settled;
                yield same.silent().isEmpty();
            }
            case Agreement.Differing(Set<Long> sound, Set<Long> bad) -> {
                differing = bad;
                bad.forEach(member -> rebuild(member, sound, what));
                yield false;
            }
            case Agreement.Undecided undecided -> {
                complain("members differ in %s: %s; it is up to %s, silent, who is right: until then nothing is done"
                        .formatted(what, hex(undecided.groups()), hex(undecided.silent())));
                yield false;
            }
            case Agreement.Split split -> {
                complain(
                        ("members differ in %s: %s; no majority has the same, so nobody knows who is right: alarm CORRUPT"
                                        + " stops all reads and writes. Restore a backup, or keep the member whose data is right,"
                                        + " replace the others ('member remove', 'member add') and 'alarm disarm'")
                                .formatted(what, hex(split.groups())));
                raiseCorrupt();
                yield false;
            }
        };
    }

    /** As etcd where it cannot name one, in nobody's name. */
    private void raiseCorrupt() {
        if (!state.peek().alarms().isRaised(AlarmType.CORRUPT)) {
            // What fails is tried again with the next look.
            proposer.propose(new Command.Requested(
                    Requester.MEMBER,
                    new Command.Alarm(
                            0,
                            AlarmRequest.newBuilder()
                                    .setAction(AlarmAction.ACTIVATE)
                                    .setAlarm(AlarmType.CORRUPT)
                                    .build())));
        }
    }

    private void rebuild(long member, Set<Long> sound, String what) {
        long now = clock.nanoTime();
        var before = told.get(member);
        if (before != null
                && now - before.nanos() < FIRST_PATIENCE.toNanos() << Math.min(before.times() - 1, MAX_DOUBLINGS)) {
            return;
        }
        told.put(member, new Told(now, before == null ? 1 : before.times() + 1));
        var reason = "member %x differs from the majority %s in %s".formatted(member, hex(sound), what);
        LOG.error("{}: its state is replaced by theirs", reason);
        if (member == peers.self().memberId()) {
            onDiffering.accept(new Quarantine(reason, sound));
            return;
        }
        peers.call(
                        member,
                        PeerMethod.STATE_REBUILD,
                        StateRebuild.newBuilder()
                                .setReason(reason)
                                .addAllSources(sound)
                                .build()
                                .toByteArray(),
                        CALL_TIMEOUT)
                .exceptionally(failure -> {
                    LOG.warn("member {} could not be told so: {}", Long.toHexString(member), failure.toString());
                    return null;
                });
    }

    /** Once, as long as it is the same. */
    private void complain(String message) {
        if (!message.equals(lastComplaint)) {
            lastComplaint = message;
            LOG.error("{}", message);
        }
    }

    private static String hex(Iterable<?> values) {
        var text = new StringBuilder("[");
        for (var value : values) {
            text.append(text.length() > 1 ? ", " : "")
                    .append(
                            value instanceof Long id
                                    ? Long.toHexString(id)
                                    : value instanceof Iterable<?> inner ? hex(inner) : value);
        }
        return text.append(']').toString();
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.cancel(false);
        }
        hashes.close();
    }
}
