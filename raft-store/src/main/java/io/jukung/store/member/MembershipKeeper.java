package io.jukung.store.member;

import io.jukung.store.apply.ClusterInfo;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Outcome;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.peer.PeerMethod;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.replication.Configuration;
import io.jukung.store.replication.GroupCommit;
import io.jukung.store.replication.ProposalException;
import io.jukung.store.replication.Proposer;
import io.jukung.store.replication.ReplicatedLog;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes true what the replicated list of members says: every member connects to those in it and turns the removed away;
 * the leader founds the cluster, checks changes before they are proposed, and brings the log's configuration to the
 * list, one step after the other. The list is the truth and changes first; whoever leads next goes on where a leader
 * that crashed stopped (see docs/adr/0009-membership.md).
 */
public final class MembershipKeeper implements Proposer.LeaderCheck {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipKeeper.class);

    private static final long TICK_MILLIS = 100;
    /** Changes that wait for the one before. */
    private static final int MAX_WAITING = 64;
    /** How long the answer to a change is held back for the log's configuration: it follows anyway. */
    private static final Duration FOLLOWS = Duration.ofSeconds(3);
    /** Entries a learner may lack when it becomes a voter: the next commit may wait for it. */
    private static final long CAUGHT_UP = 100;

    private final ReplicatedLog<?> log;
    private final GroupCommit groupCommit;
    private final MemberState state;
    private final PeerTransport peers;
    private final DataDirectory directory;
    private final ScheduledExecutorService timer;
    private final Duration timeout;
    private final boolean strict;
    private final Runnable onRemoved;

    private final AtomicBoolean stepping = new AtomicBoolean();
    private @Nullable ClusterInfo seenMembers;
    private @Nullable Configuration seenConfiguration;
    private CompletableFuture<?> lastChange = CompletableFuture.completedFuture(null);
    private int waiting;
    private final Queue<Following> following = new ArrayBlockingQueue<>(MAX_WAITING);

    /** An answer that is held back. */
    private record Following(Command.Reconfiguration change, long untilNanos, CompletableFuture<Void> done) {}

    /**
     * Keeps the membership of a log.
     *
     * @param directory says who founds the cluster
     * @param timeout for a member to say that it is there
     * @param strict whether changes that would lose the quorum are refused
     * @param onRemoved told, perhaps more than once, when this member is none any more
     */
    public MembershipKeeper(
            ReplicatedLog<?> log,
            GroupCommit groupCommit,
            MemberState state,
            PeerTransport peers,
            DataDirectory directory,
            ScheduledExecutorService timer,
            Duration timeout,
            boolean strict,
            Runnable onRemoved) {
        this.log = log;
        this.groupCommit = groupCommit;
        this.state = state;
        this.peers = peers;
        this.directory = directory;
        this.timer = timer;
        this.timeout = timeout;
        this.strict = strict;
        this.onRemoved = onRemoved;
    }

    /** Starts to follow the list of members and the leadership. */
    public void start() {
        peers.onRemoved(onRemoved);
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The members; those that found the cluster as long as it is not founded. */
    public ClusterInfo members() {
        return state.peek().cluster().foundedBy(directory.identity().members());
    }

    private long self() {
        return peers.self().memberId();
    }

    /**
     * Completed once the log's configuration has followed a change of the list that was made, in so far as it changes who a majority
     * is: who is told that there are three voters may lose one of them at once. Completed after three seconds as well; the change
     * is not undone, and its leader or the next goes on with it. A member that is added is not waited for, as it has not started.
     */
    public CompletableFuture<Void> followed(Command.Reconfiguration change) {
        var entry = new Following(change, System.nanoTime() + FOLLOWS.toNanos(), new CompletableFuture<>());
        if (hasFollowed(change) || !following.offer(entry)) {
            return CompletableFuture.completedFuture(null);
        }
        return entry.done();
    }

    /** Changes that wait for the one before, or are being proposed: at most 64. */
    public synchronized int changesWaiting() {
        return waiting;
    }

    /** Answers that wait for the log's configuration to follow: at most 64, three seconds each. */
    public int answersHeldBack() {
        return following.size();
    }

    private boolean hasFollowed(Command.Reconfiguration change) {
        return switch (change) {
            case Command.MemberPromote promote -> isSettled(now -> now.voters().contains(promote.id()));
            // This member is about to leave, and would not hear of it.
            case Command.MemberRemove remove -> remove.id() == self() || isSettled(now -> !now.contains(remove.id()));
            case Command.MemberAdd add -> true;
            case Command.MemberUpdate update -> true;
        };
    }

    private boolean isSettled(Predicate<Configuration> wanted) {
        var before = log.configuration();
        return log.isConfigurationCommitted()
                && before.equals(log.configuration())
                && !before.changing()
                && wanted.test(before);
    }

    private void answerFollowing() {
        long now = System.nanoTime();
        var due = following.stream()
                .filter(entry -> hasFollowed(entry.change()) || entry.untilNanos() - now <= 0)
                .toList();
        for (var entry : due) {
            if (following.remove(entry)) {
                entry.done().complete(null);
            }
        }
    }

    private void tick() {
        followMembers();
        answerFollowing();
        var members = state.peek().cluster();
        if (members.removed().contains(self())) {
            // The first that does not count this member's vote any more tells, before an election would.
            answering(members.members().keySet());
        }
        if (log.leads() && stepping.compareAndSet(false, true)) {
            step().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.info("changing the members: {}", String.valueOf(failure.getMessage()));
                }
                stepping.set(false);
                answerFollowing();
            });
        }
    }

    private void followMembers() {
        var members = state.peek().cluster();
        var configuration = log.configuration();
        if (!members.founded() || (members.equals(seenMembers) && configuration.equals(seenConfiguration))) {
            return;
        }
        seenMembers = members;
        seenConfiguration = configuration;
        for (var member : members.list()) {
            if (member.id() != self()) {
                peers.setAddress(member.id(), Membership.address(member));
            }
        }
        // As long as its vote counts, a removed member must be heard: without it there may be no majority for the
        // change that takes the vote away.
        var gone = members.removed().stream()
                .filter(member -> !configuration.contains(member))
                .collect(Collectors.toSet());
        gone.forEach(peers::forget);
        peers.refuse(gone);
        boolean alone = configuration.voters().equals(Set.of(self()));
        if (members.removed().contains(self()) && (alone || !configuration.contains(self()))) {
            onRemoved.run();
        }
    }

    private CompletableFuture<?> step() {
        var members = state.peek().cluster();
        var identity = directory.identity();
        if (!members.founded()) {
            return groupCommit.propose(new Command.ClusterIdentitySet(0, identity.clusterId(), identity.members()));
        }
        if (identity.forcing()) {
            return forceAlone(members);
        }
        var configuration = log.configuration();
        var candidates = ConfigurationStep.candidates(members, configuration);
        var asked = new HashSet<>(candidates);
        if (!members.members().containsKey(self())) {
            asked.addAll(configuration.voters());
        }
        return answering(asked)
                .thenCompose(answers -> ConfigurationStep.next(
                                members,
                                configuration,
                                self(),
                                member -> answers.contains(member)
                                        && (!configuration.learners().contains(member)
                                                || log.matchIndex(member) >= log.commitIndex() - CAUGHT_UP),
                                answers::contains)
                        .map(step -> take(step, configuration, members))
                        .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    private CompletableFuture<Void> take(ConfigurationStep step, Configuration from, ClusterInfo members) {
        return switch (step) {
            case ConfigurationStep.Change(var voters, var learners) -> {
                LOG.info("the log's configuration becomes voters {}, learners {}", hex(voters), hex(learners));
                yield log.reconfigure(from, addresses(voters, members), addresses(learners, members));
            }
            case ConfigurationStep.HandOver(var to) -> {
                LOG.info("this member was removed: leadership goes to {}", Long.toHexString(to));
                yield log.transferLeadership(to, timeout.multipliedBy(2));
            }
        };
    }

    private static Set<String> hex(Set<Long> ids) {
        return ids.stream().map(Long::toHexString).collect(Collectors.toSet());
    }

    private Map<Long, InetSocketAddress> addresses(Set<Long> ids, ClusterInfo members) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> {
            var member = members.members().get(id);
            // One that is still in the configuration but removed is about to leave it: nobody asks where it is.
            return member == null ? InetSocketAddress.createUnresolved("removed", 0) : Membership.address(member);
        }));
    }

    /** After the log's configuration was cut down to this member, the list of members follows. */
    private CompletableFuture<?> forceAlone(ClusterInfo members) {
        for (var member : members.list()) {
            if (member.id() != self()) {
                return groupCommit.propose(new Command.MemberRemove(0, member.id()));
            }
            if (member.learner()) {
                return groupCommit.propose(new Command.MemberPromote(0, member.id()));
            }
        }
        directory.forced();
        LOG.warn("this member is the only one of its cluster now");
        return CompletableFuture.completedFuture(null);
    }

    /** Those of the members that answer now. */
    private CompletableFuture<Set<Long>> answering(Collection<Long> members) {
        Set<Long> answers = ConcurrentHashMap.newKeySet();
        answers.add(self());
        return CompletableFuture.allOf(members.stream()
                        .filter(member -> member != self())
                        .map(member -> peers.call(member, PeerMethod.CURRENT_TERM, new byte[0], timeout)
                                .handle((reply, failure) -> reply != null && answers.add(member)))
                        .toArray(CompletableFuture[]::new))
                .thenApply(all -> answers);
    }

    @Override
    public CompletableFuture<Outcome> checked(
            Command.Reconfiguration change, Supplier<CompletableFuture<Outcome>> proposal) {
        synchronized (this) {
            if (waiting >= MAX_WAITING) {
                return CompletableFuture.failedFuture(new ProposalException.Overloaded("too many changes of members"));
            }
            waiting++;
            var result = lastChange
                    .handle((done, failure) -> change)
                    .thenCompose(this::refusal)
                    .thenCompose(refusal -> refusal.<CompletableFuture<Outcome>>map(
                                    reason -> CompletableFuture.completedFuture(new Outcome.Rejected(reason)))
                            .orElseGet(proposal));
            lastChange = result;
            result.whenComplete((outcome, failure) -> {
                synchronized (this) {
                    waiting--;
                }
            });
            return result;
        }
    }

    private CompletableFuture<Optional<Rejection>> refusal(Command.Reconfiguration change) {
        var members = state.peek().cluster();
        if (!members.founded()) {
            return CompletableFuture.failedFuture(new ProposalException.NotLeader("the cluster is not founded yet"));
        }
        return switch (change) {
            case Command.MemberAdd add ->
                strictly(
                        members,
                        answers ->
                                ReconfigurationRules.add(members, add.member().learner(), answers));
            case Command.MemberRemove remove ->
                strictly(members, answers -> ReconfigurationRules.remove(members, remove.id(), self(), answers));
            case Command.MemberPromote promote ->
                CompletableFuture.completedFuture(ReconfigurationRules.promote(
                        members, promote.id(), strict, log.matchIndex(promote.id()), log.lastIndex()));
            case Command.MemberUpdate update -> CompletableFuture.completedFuture(Optional.empty());
        };
    }

    private CompletableFuture<Optional<Rejection>> strictly(
            ClusterInfo members, Function<LongPredicate, Optional<Rejection>> rule) {
        if (!strict) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var voting = log.configuration().voters();
        return answering(members.voters().stream().map(ClusterMember::id).toList())
                // Who has no vote yet helps no majority.
                .thenApply(answers -> rule.apply(member -> answers.contains(member) && voting.contains(member)));
    }
}
