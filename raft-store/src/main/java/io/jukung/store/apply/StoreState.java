package io.jukung.store.apply;

import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.lease.LeaseTable;
import io.jukung.store.mvcc.Compactor;
import io.jukung.store.mvcc.Draft;
import io.jukung.store.mvcc.History;
import io.jukung.store.mvcc.Reads;
import io.jukung.store.mvcc.RecentRecords;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import io.jukung.store.storage.StoreBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicated state of one member. One thread applies; everything else may be asked from any thread.
 *
 * <p>An entry's changes reach the disk in one batch, together with its term and index: replaying the log after a crash skips
 * what is there already.
 */
public final class StoreState {

    private final OrderedStore store;
    private final Applier applier = new AlarmGuard(new AuthGuard(new CommandApplier()));
    private final LeaseTable leases;
    private final RecentRecords recent;
    private final Reads reads;
    private final History history;
    private final Compactor compactor;
    private volatile StoreMark mark;
    private volatile Alarms alarms;
    private volatile ClusterInfo cluster;
    private volatile AuthState auth;
    private volatile StoredSettings settings;

    private StoreState(OrderedStore store, int recentBytes) {
        this.store = store;
        mark = StoreMark.read(store);
        recent = new RecentRecords(recentBytes, mark.revision());
        leases = new LeaseTable(store);
        alarms = MetaRecords.readAlarms(store);
        cluster = MetaRecords.readCluster(store);
        auth = AuthRecords.read(store);
        settings = MetaRecords.readSettings(store);
        reads = new Reads(store, recent, this::mark);
        history = new History(store, this::mark);
        compactor = new Compactor(store, this::mark);
    }

    /**
     * The state a store holds. The caller goes on owning the store, and closes it.
     *
     * @param recentBytes of memory, about, for records that were changed lately
     */
    public static StoreState open(OrderedStore store, int recentBytes) {
        return new StoreState(store, recentBytes);
    }

    /** Where the log is to be replayed from. */
    public AppliedIndex lastApplied() {
        StoreMark at = mark;
        return new AppliedIndex(at.term(), at.index());
    }

    /**
     * Applies one Raft entry. When it returns, the changes can be read.
     *
     * @param commands empty for entries that are Raft's own: they only move the index
     * @throws io.jukung.store.storage.StorageFault if they could not be written: the member must stop
     */
    public ApplyResult apply(long term, long index, List<Command> commands) {
        StoreMark before = mark;
        if (index <= before.index()) {
            return ApplyResult.NOTHING;
        }
        try (StoreBatch batch = store.newBatch()) {
            Draft draft = new Draft(store, recent, before);
            EntryContext entry = new EntryContext(
                    term,
                    index,
                    draft,
                    leases,
                    batch,
                    new StateDigest(before.digest()),
                    alarms,
                    cluster,
                    auth,
                    settings);
            List<Outcome> outcomes = new ArrayList<>(commands.size());
            for (Command command : commands) {
                outcomes.add(applier.apply(command, entry));
            }
            StoreMark after = new StoreMark(
                    term,
                    index,
                    draft.revision(),
                    draft.compactRevision(),
                    entry.digest().value());
            after.write(batch);
            store.write(batch);
            draft.written();
            leases.written();
            alarms = entry.alarms();
            cluster = entry.cluster();
            auth = entry.auth();
            settings = entry.settings();
            mark = after;
            return new ApplyResult(outcomes, entry.changes(), entry.leaseEvents(), entry.authEvents());
        }
    }

    /** Indexes, revisions and digest of the last applied entry, all of the same moment. */
    public StoreMark mark() {
        return mark;
    }

    /** The newest revision. */
    public long revision() {
        return mark.revision();
    }

    /** The oldest revision that can be read; -1: all. */
    public long compactRevision() {
        return mark.compactRevision();
    }

    /** Reads of keys. */
    public Reads reads() {
        return reads;
    }

    /** Reads of past changes, for watches. */
    public History history() {
        return history;
    }

    /** The state as of now, which a copy of all of it can be made from. */
    public FrozenState freeze() {
        return new FrozenState(store.snapshotToScan());
    }

    /** The leases, to look at. */
    public LeaseTable leases() {
        return leases;
    }

    /** The raised alarms. */
    public Alarms alarms() {
        return alarms;
    }

    /** What the log says about the cluster. */
    public ClusterInfo cluster() {
        return cluster;
    }

    /** Users and roles. */
    public AuthState auth() {
        return auth;
    }

    /** What is set for the whole cluster. */
    public StoredSettings settings() {
        return settings;
    }

    /** The clean-up after compactions, for a background thread. */
    public Compactor compactor() {
        return compactor;
    }
}
