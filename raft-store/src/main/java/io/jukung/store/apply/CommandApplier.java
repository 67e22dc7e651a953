package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.CompactionResponse;
import io.jukung.proto.etcd.LeaseCheckpointResponse;
import io.jukung.proto.etcd.LeaseGrantResponse;
import io.jukung.proto.etcd.LeaseRevokeResponse;
import io.jukung.store.lease.Lease;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.lease.LeaseRules;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.Rejection;
import io.jukung.store.mvcc.Transaction;
import java.util.List;

/** The meaning of every command. */
final class CommandApplier implements Applier {

    /** Answers what has no message in etcd's API: the header alone. */
    private static Message done(EntryContext entry) {
        return CompactionResponse.newBuilder().setHeader(entry.header()).build();
    }

    @Override
    public Outcome apply(Command command, EntryContext entry) {
        try {
            Message response = switch (command) {
                case Command.Requested requested ->
                    throw new IllegalStateException("whether the requester may was not asked");
                case Command.Auth auth -> AuthApplier.apply(auth.change(), entry);
                case Command.Put put -> transaction(entry).put(put.request());
                case Command.DeleteRange delete -> transaction(entry).deleteRange(delete.request());
                case Command.Txn txn -> transaction(entry).txn(txn.request());
                case Command.Compact compact -> compact(compact, entry);
                case Command.LeaseGrant grant -> grant(grant, entry);
                case Command.LeaseRevoke revoke -> revoke(revoke, entry);
                case Command.LeaseExpire expire -> expire(expire, entry);
                case Command.LeaseCheckpoint checkpoint -> checkpoint(checkpoint, entry);
                case Command.Alarm alarm -> alarm(alarm.request(), entry);
                case Command.SpaceAlarmSet space -> {
                    entry.setAlarms(
                            space.raised()
                                    ? entry.alarms().withOwn(space.memberId())
                                    : entry.alarms().withoutOwn(space.memberId()));
                    yield done(entry);
                }
                case Command.ClusterVersionSet version -> {
                    ClusterInfo cluster = entry.cluster();
                    entry.setCluster(
                            cluster.withVersion(cluster.version().raised(version.version(), version.format())));
                    yield done(entry);
                }
                case Command.DowngradeInfoSet downgrade -> {
                    ClusterInfo cluster = entry.cluster();
                    entry.setCluster(cluster.withVersion(cluster.version().withDowngrade(downgrade.version())));
                    yield done(entry);
                }
                case Command.MemberAttributesSet member -> {
                    entry.setCluster(entry.cluster().withAttributes(member.attributes()));
                    yield done(entry);
                }
                case Command.SettingsSet settings -> settings(settings, entry);
                case Command.ClusterIdentitySet identity -> {
                    ClusterInfo named = entry.cluster().withClusterId(identity.clusterId());
                    entry.setCluster(identity.members().isEmpty() ? named : named.foundedBy(identity.members()));
                    yield done(entry);
                }
                case Command.Reconfiguration members -> MemberCommands.apply(members, entry);
            };
            entry.seal();
            return new Outcome.Applied(response);
        } catch (RejectedException e) {
            return new Outcome.Rejected(e.reason());
        }
    }

    private static Transaction transaction(EntryContext entry) {
        return new Transaction(entry.draft(), id -> entry.leases().find(id).isPresent());
    }

    private static Message compact(Command.Compact compact, EntryContext entry) throws RejectedException {
        long revision = compact.request().getRevision();
        entry.draft().compact(revision);
        entry.digest().add("compact", revision);
        return CompactionResponse.newBuilder().setHeader(entry.header()).build();
    }

    private static Message grant(Command.LeaseGrant grant, EntryContext entry) throws RejectedException {
        long id = grant.request().getID();
        long ttl = grant.request().getTTL();
        if (ttl > LeaseRules.MAX_TTL_SECONDS) {
            throw new RejectedException(Rejection.LEASE_TTL_TOO_LARGE);
        }
        if (entry.leases().find(id).isPresent()) {
            throw new RejectedException(Rejection.LEASE_EXISTS);
        }
        Lease lease = new Lease(id, ttl, 0);
        entry.leases().put(lease, entry.batch());
        entry.leaseEvent(new LeaseEvent.Granted(lease));
        entry.digest().add("grant", id, ttl);
        return LeaseGrantResponse.newBuilder()
                .setHeader(entry.header())
                .setID(id)
                .setTTL(ttl)
                .build();
    }

    private static Message revoke(Command.LeaseRevoke revoke, EntryContext entry) throws RejectedException {
        if (!end(revoke.request().getID(), entry)) {
            throw new RejectedException(Rejection.LEASE_NOT_FOUND);
        }
        return LeaseRevokeResponse.newBuilder().setHeader(entry.header()).build();
    }

    private static Message expire(Command.LeaseExpire expire, EntryContext entry) throws RejectedException {
        if (expire.term() != entry.term()) {
            throw new RejectedException(Rejection.STALE_TERM);
        }
        // A lease that is gone was revoked while the proposal was on its way.
        expire.ids().forEach(id -> end(id, entry));
        return LeaseRevokeResponse.newBuilder().setHeader(entry.header()).build();
    }

    /** Deletes the lease's keys in ascending order, as one revision, and the lease; false if there is none. */
    private static boolean end(long id, EntryContext entry) {
        if (entry.leases().find(id).isEmpty()) {
            return false;
        }
        for (ByteString key : entry.leases().keysAsOfNow(id)) {
            entry.draft().delete(key);
        }
        entry.seal();
        entry.leases().remove(id, entry.batch());
        entry.leaseEvent(new LeaseEvent.Ended(id));
        entry.digest().add("end", id);
        return true;
    }

    private static Message checkpoint(Command.LeaseCheckpoint checkpoint, EntryContext entry) {
        checkpoint
                .request()
                .getCheckpointsList()
                .forEach(one -> entry.leases().find(one.getID()).ifPresent(lease -> {
                    entry.leases().put(new Lease(lease.id(), lease.ttlSeconds(), one.getRemainingTTL()), entry.batch());
                    entry.digest().add("checkpoint", lease.id(), one.getRemainingTTL());
                }));
        return LeaseCheckpointResponse.newBuilder().setHeader(entry.header()).build();
    }

    /** Any change of them counts: what a newer release knows is kept by one that does not. */
    private static Message settings(Command.SettingsSet change, EntryContext entry) throws RejectedException {
        if (change.expectedVersion() != entry.settings().version()) {
            throw new RejectedException(Rejection.SETTINGS_CHANGED);
        }
        entry.setSettings(new StoredSettings(change.expectedVersion() + 1, change.settings()));
        entry.digest().add("settings", change.expectedVersion() + 1);
        return done(entry);
    }

    private static Message alarm(AlarmRequest request, EntryContext entry) {
        AlarmResponse.Builder response = AlarmResponse.newBuilder();
        switch (request.getAction()) {
            case GET ->
                response.addAllAlarms(entry.alarms()
                        .matching(request.toBuilder().clearMemberID().build()));
            case ACTIVATE -> {
                if (request.getAlarm() != AlarmType.NONE) {
                    AlarmMember raised = AlarmMember.newBuilder()
                            .setMemberID(request.getMemberID())
                            .setAlarm(request.getAlarm())
                            .build();
                    entry.setAlarms(entry.alarms().with(raised));
                    response.addAlarms(raised);
                }
            }
            case DEACTIVATE -> {
                List<AlarmMember> disarmed = entry.alarms().matching(request);
                entry.setAlarms(entry.alarms().without(disarmed));
                response.addAllAlarms(disarmed);
            }
            case UNRECOGNIZED -> {}
        }
        return response.setHeader(entry.header()).build();
    }
}
