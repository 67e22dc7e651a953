package io.jukung.store.backup;

import io.jukung.proto.etcd.AlarmMember;
import io.jukung.store.apply.ClusterMember;
import io.jukung.store.apply.FrozenState;
import io.jukung.store.auth.AuthRecords;
import io.jukung.store.auth.AuthState;
import io.jukung.store.backup.RevisionSort.Item;
import io.jukung.store.bbolt.BoltWriter;
import io.jukung.store.bbolt.BucketWriter;
import io.jukung.store.mvcc.RetainedVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The state as a database of etcd 3.5. */
public final class EtcdSnapshot {

    /** The release whose schema the database has. */
    public static final String SCHEMA = "3.5.0";

    private static final long SORT_BYTES = 32L << 20;
    private static final int ENTRIES_BETWEEN_ROOM_CHECKS = 10_000;

    private EtcdSnapshot() {}

    /**
     * Writes the database. Not synced.
     *
     * @param to empty
     * @return its length
     */
    public static long write(FrozenState state, FileChannel to, Scratch scratch) throws IOException {
        BoltWriter database = new BoltWriter(to);
        writeKeys(state, database, scratch);
        writeLeases(state, database);
        try (BucketWriter alarms = database.bucket(EtcdSchema.ALARM)) {
            for (byte[] alarm : state.alarms().members().stream()
                    .map(AlarmMember::toByteArray)
                    .sorted(Arrays::compareUnsigned)
                    .toList()) {
                alarms.put(alarm, new byte[0]);
            }
        }
        writeCluster(state, database);
        try (BucketWriter meta = database.bucket(EtcdSchema.META)) {
            writeMeta(state, meta);
        }
        writeAuth(state.auth(), database);
        return database.finish();
    }

    private static void writeKeys(FrozenState state, BoltWriter database, Scratch scratch) throws IOException {
        try (RetainedVersions versions = state.versions();
                RevisionSort sort = new RevisionSort(scratch, SORT_BYTES);
                BucketWriter keys = database.bucket(KeyBucket.NAME)) {
            while (versions.advance()) {
                sort.add(new Item(
                        versions.modRevision(),
                        versions.sub(),
                        versions.isDeletion(),
                        versions.record().toByteString()));
            }
            KeyWriter writer = new KeyWriter(keys, scratch);
            sort.drain(writer::accept);
        }
    }

    private static final class KeyWriter {
        private final BucketWriter keys;
        private final Scratch scratch;
        private long entries;

        KeyWriter(BucketWriter keys, Scratch scratch) {
            this.keys = keys;
            this.scratch = scratch;
        }

        void accept(Item item) throws IOException {
            keys.put(
                    KeyBucket.key(item.revision(), item.sub(), item.mark()),
                    item.payload().toByteArray());
            if (++entries % ENTRIES_BETWEEN_ROOM_CHECKS == 0) {
                scratch.checkRoom();
            }
        }
    }

    private static void writeLeases(FrozenState state, BoltWriter database) throws IOException {
        try (BucketWriter leases = database.bucket(EtcdSchema.LEASE)) {
            state.forEachLease(lease -> {
                try {
                    leases.put(EtcdSchema.number(lease.id()), EtcdSchema.lease(lease));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writeCluster(FrozenState state, BoltWriter database) throws IOException {
        TreeMap<String, ClusterMember> members = new TreeMap<>();
        state.cluster().members().values().forEach(member -> members.put(Long.toHexString(member.id()), member));
        try (BucketWriter bucket = database.bucket(EtcdSchema.MEMBERS)) {
            for (var member : members.entrySet()) {
                bucket.put(ascii(member.getKey()), EtcdSchema.member(member.getValue()));
            }
        }
        database.bucket(EtcdSchema.MEMBERS_REMOVED).close();
        try (BucketWriter cluster = database.bucket(EtcdSchema.CLUSTER)) {
            cluster.put(ascii("clusterVersion"), ascii(SCHEMA));
        }
    }

    private static void writeAuth(AuthState auth, BoltWriter database) throws IOException {
        try (BucketWriter bucket = database.bucket(EtcdSchema.AUTH)) {
            bucket.put(ascii(EtcdSchema.AUTH_ENABLED), new byte[] {(byte) (auth.enabled() ? 1 : 0)});
            bucket.put(ascii(EtcdSchema.AUTH_REVISION), EtcdSchema.number(auth.revision()));
        }
        Map<byte[], byte[]> users = new TreeMap<>(Arrays::compareUnsigned);
        auth.users().forEach((name, user) -> users.put(utf8(name), AuthRecords.bytes(user)));
        Map<byte[], byte[]> roles = new TreeMap<>(Arrays::compareUnsigned);
        auth.roles().forEach((name, role) -> roles.put(utf8(name), AuthRecords.bytes(role)));
        writeAll(database, EtcdSchema.AUTH_USERS, users);
        writeAll(database, EtcdSchema.AUTH_ROLES, roles);
    }

    private static void writeAll(BoltWriter database, String name, Map<byte[], byte[]> entries) throws IOException {
        try (BucketWriter bucket = database.bucket(name)) {
            for (var entry : entries.entrySet()) {
                bucket.put(entry.getKey(), entry.getValue());
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void writeMeta(FrozenState state, BucketWriter meta) throws IOException {
        long compacted = state.mark().compactRevision();
        String voters = state.cluster().members().keySet().stream()
                .map(Long::toUnsignedString)
                .sorted()
                .collect(Collectors.joining(","));
        meta.put(ascii("confState"), ascii("{\"voters\":[" + voters + "],\"auto_leave\":false}"));
        meta.put(
                ascii("consistent_index"),
                EtcdSchema.number(Math.max(0, state.mark().index())));
        if (compacted >= 0) {
            byte[] revision = KeyBucket.key(compacted, 0, false);
            meta.put(ascii(EtcdSchema.FINISHED_COMPACTION), revision);
            meta.put(ascii(EtcdSchema.SCHEDULED_COMPACTION), revision);
        }
        meta.put(ascii("term"), EtcdSchema.number(state.mark().term()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
