package org.apache.ratis.server.impl;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.impl.LeaderElection.Phase;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member's answer to another that asks for its vote, in place of Ratis' class of this name and with its package's methods;
 * under the server's lock.
 *
 * <p>Two things differ, both about configurations of which this member has not heard yet. Who counts this member as a voter
 * gets its vote also where this member takes itself for a learner, and who is no voter by this member's configuration gets it as
 * well: the newer configuration is in effect as soon as it is in logs (Raft, section 6 and dissertation 4.1), and may be with
 * a majority that has lost its leader. Without such votes nobody would ever lead again. That it is in the candidate's log and not
 * in this one's is what the vote is decided by anyway. etcd has it so too.
 */
final class VoteContext {

    private static final Logger LOG = LoggerFactory.getLogger(VoteContext.class);

    private final RaftServerImpl server;
    private final RaftConfigurationImpl configuration;
    private final Phase phase;
    private final RaftPeerId candidate;

    VoteContext(RaftServerImpl server, Phase phase, RaftPeerId candidate) {
        this.server = server;
        this.configuration = server.getRaftConf();
        this.phase = phase;
        this.candidate = candidate;
    }

    private @Nullable RaftPeer refuse(String why) {
        tell("refuses", why);
        return null;
    }

    private void tell(String verb, String why) {
        LOG.info("{} {} its vote ({}) to {}: {}", server.getMemberId(), verb, phase, candidate, why);
    }

    /**
     * Whether the candidate and its term come into question at all; who asks for a vote in earnest is then followed to its term.
     *
     * @return the candidate; null if not
     */
    @Nullable
    RaftPeer recognizeCandidate(long term) {
        var known = configuration.getPeer(candidate);
        var info = server.getInfo();
        if (known == null && info.isLeader()) {
            // Nobody has a newer configuration than a leader: it was removed, and may be told.
            return refuse("it is not in the configuration " + configuration);
        }
        var state = server.getState();
        boolean newer = false;
        if (phase == Phase.ELECTION) {
            long ours = state.getCurrentTerm();
            if (ours > term) {
                return refuse("our term is " + ours + ", its " + term);
            }
            newer = ours < term;
            var voted = state.getVotedFor();
            if (!newer && voted != null && !voted.equals(candidate)) {
                return refuse("in term " + ours + " the vote was given to " + voted);
            }
        }
        if (!newer && hasLeader()) {
            return refuse("there is a leader, " + state.getLeaderId());
        }
        if (phase == Phase.ELECTION && info.isListener()) {
            // Ratis lets no listener follow a candidate; the configuration that makes it a voter is on its way.
            server.getRole().transitionRole(RaftPeerRole.FOLLOWER);
        }
        return known == null ? RaftPeer.newBuilder().setId(candidate).build() : known;
    }

    private boolean hasLeader() {
        var role = server.getRole();
        if (server.getInfo().isLeader()) {
            return role.getLeaderState().map(LeaderStateImpl::checkLeadership).orElse(false);
        }
        return server.getState().getLeaderId() != null
                && role.getFollowerState()
                        .map(FollowerState::isCurrentLeaderValid)
                        .orElse(false);
    }

    /** Whether the candidate gets the vote: its log must hold all that ours does (Raft, section 5.4.1). */
    boolean decideVote(@Nullable RaftPeer recognized, TermIndex last) {
        if (recognized == null) {
            return false;
        }
        var ours = server.getState().getLastEntry();
        int order = ServerState.compareLog(ours, last);
        if (order > 0) {
            tell("refuses", "our last entry is " + ours + ", its " + last);
            return false;
        }
        var self = configuration.getPeer(server.getId());
        if (order == 0 && self != null && self.getPriority() > recognized.getPriority()) {
            tell("refuses", "our priority is " + self.getPriority() + ", its " + recognized.getPriority());
            return false;
        }
        tell("gives", "our last entry is " + ours + ", its " + last);
        return true;
    }
}
