package io.jukung.store.backup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.mvcc.KeyValue;
import io.jukung.store.apply.StateBuilder;
import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.auth.Role;
import io.jukung.store.auth.User;
import io.jukung.store.bbolt.BoltCursor;
import io.jukung.store.bbolt.BoltFile;
import io.jukung.store.mvcc.StoreMark;
import io.jukung.store.storage.OrderedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A state from etcd's database, of releases 3.4 to 3.6 or ours: keys with their revisions and versions, leases, alarms. The
 * members in it are left out, as they are when etcd restores: a restored cluster is a new one.
 */
public final class Restore {

    /** Databases hold a few; more than this is damage. */
    private static final int MAX_ALARMS = 1_000;

    private Restore() {}

    /**
     * How the newest revision is changed.
     *
     * @param bumpRevision added to it, so that clients that saw later revisions of the lost cluster see none come again
     * @param markCompacted makes what lies before it unreadable, so that watches from the lost cluster's revisions are told
     */
    public record Options(long bumpRevision, boolean markCompacted) {

        /** As it was. */
        public static final Options EXACT = new Options(0, false);

        public Options {
            if (bumpRevision < 0) {
                throw new IllegalArgumentException("--bump-revision=" + bumpRevision + ": expected 0 or more");
            }
            if (bumpRevision > 0 && !markCompacted) {
                throw new IllegalArgumentException("--mark-compacted is required if --bump-revision is set");
            }
            if (bumpRevision == 0 && markCompacted) {
                throw new IllegalArgumentException("--mark-compacted needs --bump-revision to be set");
            }
        }
    }

    /**
     * Fills a store.
     *
     * @param store empty
     * @param scratch for what does not fit into memory
     * @throws IOException if the database is damaged or holds what etcd does not write
     */
    public static StoreMark into(OrderedStore store, BoltFile database, Options options, Scratch scratch)
            throws IOException {
        if (!database.buckets().contains(KeyBucket.NAME)) {
            throw new SnapshotException(
                    "the database is not etcd's: it has no bucket \"key\", only " + database.buckets());
        }
        long compacted = compactRevision(database);
        try (StateBuilder state = new StateBuilder(store, compacted)) {
            leases(database, state);
            state.alarms(alarms(database));
            state.auth(auth(database));
            long revision = Math.max(keys(database, state, Long.MAX_VALUE), Math.max(1, compacted));
            if (options.bumpRevision > Long.MAX_VALUE - revision) {
                throw new SnapshotException("--bump-revision leads beyond the largest revision there can be");
            }
            long bumped = revision + options.bumpRevision;
            long readable = options.markCompacted ? bumped : compacted;
            HashKv hash = HashKv.of(state.versions(bumped, readable), scratch);
            return state.finish(bumped, readable, hash.hash());
        }
    }

    /**
     * Adds the changes of keys.
     *
     * @param upTo the newest revision that is taken
     * @return the newest there was
     */
    public static long keys(BoltFile database, StateBuilder state, long upTo) throws IOException {
        long newest = 0;
        BoltCursor entries = database.bucket(KeyBucket.NAME);
        while (entries.next()) {
            KeyBucket.Revision revision = KeyBucket.revision(entries.key());
            if (revision.main() > upTo) {
                break;
            }
            newest = revision.main();
            KeyValue record = record(entries.value(), revision);
            if (record.getKey().isEmpty()) {
                // etcd's own restore leaves such an entry where it raised the revision.
                continue;
            }
            if (revision.deletion()) {
                state.delete(record.getKey(), revision.main(), (int) revision.sub());
            } else if (record.getModRevision() != revision.main()) {
                throw new SnapshotException("damaged: the record of revision " + revision.main() + " says it is of "
                        + record.getModRevision());
            } else {
                state.put(record, (int) revision.sub());
            }
        }
        return newest;
    }

    /** Adds the leases. */
    public static void leases(BoltFile database, StateBuilder state) throws IOException {
        BoltCursor leases = database.bucket(EtcdSchema.LEASE);
        while (leases.next()) {
            state.lease(EtcdSchema.lease(leases.value()));
        }
    }

    private static KeyValue record(byte[] value, KeyBucket.Revision revision) throws SnapshotException {
        try {
            return KeyValue.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotException("damaged: the record of revision " + revision.main() + " cannot be read", e);
        }
    }

    /** The raised alarms. */
    public static List<AlarmMember> alarms(BoltFile database) throws IOException {
        List<AlarmMember> alarms = new ArrayList<>();
        BoltCursor entries = database.bucket(EtcdSchema.ALARM);
        while (entries.next()) {
            try {
                alarms.add(AlarmMember.parseFrom(entries.key()));
            } catch (InvalidProtocolBufferException e) {
                throw new SnapshotException("damaged: an alarm cannot be read", e);
            }
            if (alarms.size() > MAX_ALARMS) {
                throw new SnapshotException("damaged: more than " + MAX_ALARMS + " alarms");
            }
        }
        return alarms;
    }

    /** Users and roles. */
    public static AuthState auth(BoltFile database) throws IOException {
        boolean enabled = false;
        long revision = AuthState.FRESH.revision();
        BoltCursor marks = database.bucket(EtcdSchema.AUTH);
        while (marks.next()) {
            byte[] value = marks.value();
            switch (new String(marks.key(), StandardCharsets.UTF_8)) {
                case EtcdSchema.AUTH_ENABLED -> enabled = value.length == 1 && value[0] == 1;
                case EtcdSchema.AUTH_REVISION -> {
                    if (value.length != Long.BYTES) {
                        throw new SnapshotException("damaged: authRevision has " + value.length + " bytes");
                    }
                    revision = ByteBuffer.wrap(value).getLong();
                }
                default -> {
                    // Of a newer etcd.
                }
            }
        }
        Map<String, User> users = new HashMap<>();
        Map<String, Role> roles = new HashMap<>();
        try {
            BoltCursor entries = database.bucket(EtcdSchema.AUTH_USERS);
            while (entries.next()) {
                User user = AuthRecords.user(entries.value());
                users.put(user.name(), user);
            }
            entries = database.bucket(EtcdSchema.AUTH_ROLES);
            while (entries.next()) {
                Role role = AuthRecords.role(entries.value());
                roles.put(role.name(), role);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new SnapshotException("damaged: a user or role cannot be read", e);
        }
        return AuthState.of(enabled, revision, users, roles);
    }

    /** What etcd had decided to compact, whether or not it was through; -1: nothing. */
    public static long compactRevision(BoltFile database) throws IOException {
        long compacted = -1;
        BoltCursor entries = database.bucket(EtcdSchema.META);
        while (entries.next()) {
            String name = new String(entries.key(), StandardCharsets.UTF_8);
            if (name.equals(EtcdSchema.SCHEDULED_COMPACTION) || name.equals(EtcdSchema.FINISHED_COMPACTION)) {
                byte[] value = entries.value();
                if (value.length < Long.BYTES) {
                    throw new SnapshotException("damaged: " + name + " is no revision: " + Arrays.toString(value));
                }
                compacted = Math.max(compacted, ByteBuffer.wrap(value).getLong());
            }
        }
        return compacted;
    }
}
