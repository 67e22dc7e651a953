package io.jukung.store.apply;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.store.auth.AuthEvent;
import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.lease.LeaseEvent;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.Change;
import io.jukung.store.mvcc.Draft;
import io.jukung.store.mvcc.RevisionChanges;
import io.jukung.store.storage.StoreBatch;
import java.util.ArrayList;
import java.util.List;

/** What the commands of one Raft entry work on: the state so far, the batch it will be written in, and what came of it. */
final class EntryContext {

    private final long term;
    private final long index;
    private final Draft draft;
    private final LeaseTable leases;
    private final StoreBatch batch;
    private final StateDigest digest;
    private final List<RevisionChanges> changes = new ArrayList<>();
    private final List<LeaseEvent> leaseEvents = new ArrayList<>();
    private final List<AuthEvent> authEvents = new ArrayList<>();
    private Alarms alarms;
    private ClusterInfo cluster;
    private AuthState auth;
    private StoredSettings settings;

    EntryContext(
            long term,
            long index,
            Draft draft,
            LeaseTable leases,
            StoreBatch batch,
            StateDigest digest,
            Alarms alarms,
            ClusterInfo cluster,
            AuthState auth,
            StoredSettings settings) {
        this.term = term;
        this.index = index;
        this.draft = draft;
        this.leases = leases;
        this.batch = batch;
        this.digest = digest;
        this.alarms = alarms;
        this.cluster = cluster;
        this.auth = auth;
        this.settings = settings;
    }

    /** The entry's Raft term. */
    long term() {
        return term;
    }

    /** The entry's Raft index. */
    long index() {
        return index;
    }

    Draft draft() {
        return draft;
    }

    LeaseTable leases() {
        return leases;
    }

    StoreBatch batch() {
        return batch;
    }

    StateDigest digest() {
        return digest;
    }

    Alarms alarms() {
        return alarms;
    }

    void setAlarms(Alarms newAlarms) {
        alarms = newAlarms;
        MetaRecords.write(batch, newAlarms);
    }

    ClusterInfo cluster() {
        return cluster;
    }

    void setCluster(ClusterInfo newCluster) {
        cluster = newCluster;
        MetaRecords.write(batch, newCluster);
    }

    AuthState auth() {
        return auth;
    }

    void setAuth(AuthState newAuth) {
        if (newAuth != auth) {
            digest.add("auth", newAuth.revision(), AuthRecords.write(batch, auth, newAuth));
            auth = newAuth;
        }
    }

    void authEvent(AuthEvent event) {
        authEvents.add(event);
    }

    List<AuthEvent> authEvents() {
        return authEvents;
    }

    StoredSettings settings() {
        return settings;
    }

    void setSettings(StoredSettings newSettings) {
        settings = newSettings;
        MetaRecords.write(batch, newSettings);
    }

    void leaseEvent(LeaseEvent event) {
        leaseEvents.add(event);
    }

    /** Ends a command: what it changed becomes a revision, and its keys move between leases. */
    void seal() {
        RevisionChanges sealed = draft.seal(batch);
        if (sealed == null) {
            return;
        }
        digest.add(sealed);
        for (Change change : sealed.changes()) {
            leases.move(
                    change.record().getKey(),
                    change.previousLease(),
                    change.deletion() ? 0 : change.record().getLease(),
                    batch);
        }
        changes.add(sealed);
    }

    List<RevisionChanges> changes() {
        return changes;
    }

    List<LeaseEvent> leaseEvents() {
        return leaseEvents;
    }

    /** The header of a response, without the member's fields. */
    ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(draft.headerRevision()).build();
    }
}
