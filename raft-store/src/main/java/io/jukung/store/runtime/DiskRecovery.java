package io.jukung.store.runtime;

import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.MemberAttributes;
import io.jukung.store.member.Joining;
import io.jukung.store.member.MemberState;
import io.jukung.store.member.Quarantine;
import io.jukung.store.member.StateRecovery;
import io.jukung.store.peer.PeerIdentity;
import io.jukung.store.peer.PeerTransport;
import io.jukung.store.raft.LogInspection;
import io.jukung.store.raft.LogReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what a member has on disk, before it takes part: what is damaged is replaced from the other members, where that cannot
 * break a promise this member has made; else it does not start, and says what to do.
 *
 * <p>A state is always replaced. A log may hold entries this member has acknowledged and others count on. It is given up only
 * once the others have committed an entry without this member: a majority of them has all that the leader had then, and so
 * all that this member has ever acknowledged. The state that is copied afterwards covers it. A vote cannot be had back.
 *
 * @param ran whether this member has had a log
 * @param others asks who the other members are; their addresses are known afterwards
 */
record DiskRecovery(
        PeerIdentity self,
        MemberAttributes attributes,
        Path logDirectory,
        Path stateDirectory,
        boolean ran,
        PeerTransport peers,
        Supplier<List<Long>> others) {

    private static final Logger LOG = LoggerFactory.getLogger(DiskRecovery.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    MemberState open(StateRecovery.Opening opening) throws IOException {
        var states = new StateRecovery(stateDirectory, peers, others);
        var state = switch (LogInspection.inspect(logDirectory, self.clusterId())) {
            case LogInspection.Whole whole -> withLog(states.open(opening, LogReader.firstIndex(logDirectory)));
            case LogInspection.LostVote(String what) -> throw refusal(what, "how this member voted");
            case LogInspection.LostEntries(String what, long lastIndex) -> withoutLog(opening, states, what, lastIndex);
        };
        if (LogInspection.isApart(logDirectory, self.clusterId(), state.durable())) {
            requireSameVoters(state, "the log in " + logDirectory + " does not reach to the state that was copied");
            LogInspection.deleteEntries(logDirectory, self.clusterId());
        }
        return state;
    }

    /** What the log of this member has not said of the voters nobody would tell it any more: it might count the wrong votes. */
    private void requireSameVoters(MemberState state, String what) throws IOException {
        var voters =
                state.peek().cluster().voters().stream().map(ClusterMember::id).collect(Collectors.toSet());
        if (!voters.equals(LogInspection.voters(logDirectory, self.clusterId()))) {
            state.close();
            throw refusal(what + ", and the members have changed since", "who they are for its log");
        }
    }

    /** A directory that is empty may be a disk that was not mounted. A restored state begins without a log, at its first entry. */
    private MemberState withLog(MemberState state) throws IOException {
        if ((ran || state.durable().index() > 0) && !LogInspection.exists(logDirectory, self.clusterId())) {
            state.close();
            throw refusal("there is no log in " + logDirectory, "how this member voted");
        }
        return state;
    }

    private MemberState withoutLog(StateRecovery.Opening opening, StateRecovery states, String what, long lastIndex)
            throws IOException {
        var state = states.open(opening, -1);
        if (state.durable().index() >= lastIndex) {
            LOG.error("{}; everything up to log entry {} is in the state: the log goes on behind it", what, lastIndex);
            LogInspection.putAside(logDirectory, self.clusterId(), lastIndex);
            return state;
        }
        state.close();
        LOG.error("{}: this member joins again without its log", what);
        long covered;
        try {
            covered = Joining.tell(others.get(), attributes, peers, PATIENCE);
        } catch (Joining.NobodyTakesNoteException e) {
            throw refusal(what, "what this member acknowledged");
        }
        states.replace(new Quarantine(what, Set.of()), covered + 1);
        state = opening.open();
        requireSameVoters(state, what);
        LogInspection.putAside(logDirectory, self.clusterId(), Long.MAX_VALUE);
        return state;
    }

    private IOException refusal(String what, String lost) {
        var id = Long.toHexString(self.memberId());
        return new IOException("data-dir: " + what + ". With it " + lost
                + " is lost, and starting without could lose acknowledged writes for the cluster. If a majority of the"
                + " other members runs: 'member remove " + id + "', 'member add " + attributes.name()
                + " --peer-urls=" + String.join(",", attributes.peerUrls())
                + "', then start this one with an empty data-dir and --initial-cluster-state=existing. If none does:"
                + " restore a backup ('jukung store snapshot restore FILE --data-dir=…')");
    }
}
