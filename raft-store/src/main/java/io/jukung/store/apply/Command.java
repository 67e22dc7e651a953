package io.jukung.store.apply;

import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.DeleteRangeRequest;
import io.jukung.proto.etcd.LeaseCheckpointRequest;
import io.jukung.proto.etcd.LeaseGrantRequest;
import io.jukung.proto.etcd.LeaseRevokeRequest;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.TxnRequest;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.store.auth.AuthChange;
import io.jukung.store.auth.Requester;
import java.util.List;

/** A change of the state, with everything decided that is not deterministic. */
public sealed interface Command {

    /** Finds the waiting request on the member that proposed it; without effect on the state. */
    long requestId();

    /** The command without for whom it is. */
    default Command bare() {
        return this;
    }

    /**
     * Another command, on somebody's behalf. What is not wrapped so is for a client without credentials; or the member's own,
     * where clients have no such command.
     */
    record Requested(Requester by, Command command) implements Command {

        public Requested {
            if (command instanceof Requested) {
                throw new IllegalArgumentException("a command is for one requester");
            }
        }

        @Override
        public long requestId() {
            return command.requestId();
        }

        @Override
        public Command bare() {
            return command;
        }
    }

    /** Changes users, roles, or whether they matter. */
    record Auth(long requestId, AuthChange change) implements Command {}

    /** Sets a key. */
    record Put(long requestId, PutRequest request) implements Command {}

    /** Deletes keys. */
    record DeleteRange(long requestId, DeleteRangeRequest request) implements Command {}

    /** Compares, then writes and reads. */
    record Txn(long requestId, TxnRequest request) implements Command {}

    /** Forgets old revisions. */
    record Compact(long requestId, CompactionRequest request) implements Command {}

    /** Creates a lease; id and time to live are {@linkplain io.jukung.store.lease.LeaseRules#resolve resolved}. */
    record LeaseGrant(long requestId, LeaseGrantRequest request) implements Command {

        public LeaseGrant {
            if (request.getID() == 0) {
                throw new IllegalArgumentException("a lease grant was proposed without an id");
            }
        }
    }

    /** Ends a lease at a client's wish. */
    record LeaseRevoke(long requestId, LeaseRevokeRequest request) implements Command {}

    /**
     * Ends leases whose time is up, each with its keys in a revision of its own.
     *
     * @param term of the leader that says so; without effect in an entry of another term
     */
    record LeaseExpire(long requestId, long term, List<Long> ids) implements Command {

        public LeaseExpire {
            ids = List.copyOf(ids);
        }
    }

    /** Notes how much of their time leases have left. */
    record LeaseCheckpoint(long requestId, LeaseCheckpointRequest request) implements Command {}

    /** Raises or disarms alarms. */
    record Alarm(long requestId, AlarmRequest request) implements Command {}

    /**
     * A member raises NOSPACE in its own name, or takes back what it raised itself.
     *
     * @param raised false leaves an alarm alone that an operator raised
     */
    record SpaceAlarmSet(long requestId, long memberId, boolean raised) implements Command {}

    /**
     * The lowest release all members run.
     *
     * @param format of the entries from now on, which all members read
     */
    record ClusterVersionSet(long requestId, String version, int format) implements Command {}

    /**
     * Lets members of the release before in, or not any more.
     *
     * @param version that release's, {@code major.minor.0}; empty: none
     */
    record DowngradeInfoSet(long requestId, String version) implements Command {}

    /** What a member tells about itself. */
    record MemberAttributesSet(long requestId, MemberAttributes attributes) implements Command {}

    /**
     * Replaces the settings.
     *
     * @param expectedVersion of those it was made from; without effect once there are others
     */
    record SettingsSet(long requestId, long expectedVersion, ClusterSettings settings) implements Command {}

    /**
     * Whose log this is.
     *
     * @param members if there are any: those who found the cluster, without effect if that has been said before
     */
    record ClusterIdentitySet(long requestId, long clusterId, List<ClusterMember> members) implements Command {

        public ClusterIdentitySet {
            members = List.copyOf(members);
        }
    }

    /** Changes who is a member, or how. */
    sealed interface Reconfiguration extends Command {}

    /**
     * Adds a member; its id is decided.
     *
     * @param maxLearners how many learners there may be afterwards
     */
    record MemberAdd(long requestId, ClusterMember member, int maxLearners) implements Reconfiguration {}

    /** Removes a member for good. */
    record MemberRemove(long requestId, long id) implements Reconfiguration {}

    /** Gives a member other peer URLs. */
    record MemberUpdate(long requestId, long id, List<String> peerUrls) implements Reconfiguration {

        public MemberUpdate {
            peerUrls = List.copyOf(peerUrls);
        }
    }

    /** Makes a learner a voter. */
    record MemberPromote(long requestId, long id) implements Reconfiguration {}
}
