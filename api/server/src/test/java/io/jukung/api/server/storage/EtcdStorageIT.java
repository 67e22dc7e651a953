package io.jukung.api.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.server.RealEtcd;
import io.jukung.api.server.status.StoreRejections;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import io.jukung.proto.etcd.CompactionRequest;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.testing.Needs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Needs(tools = "etcd")
@Timeout(30)
class EtcdStorageIT {

    private static RealEtcd etcd;
    private static EtcdStorage storage;

    /** Of each test alone. */
    private final String prefix = "/test/" + UUID.randomUUID() + "/";

    @BeforeAll
    static void start() {
        etcd = RealEtcd.start();
        storage = new EtcdStorage(etcd.channel());
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    @Test
    void createsOnceAndShowsWhatStoodInTheWay() {
        var key = prefix + "a";
        var created = create(key, "one");

        var again = create(key, "two");

        assertThat(created.succeeded()).isTrue();
        assertThat(again.succeeded()).isFalse();
        assertThat(text(again.present().get(key))).isEqualTo("one");
        assertThat(again.present().get(key).modRevision()).isEqualTo(created.revision());
        assertThat(storage.currentRevision()).isEqualTo(created.revision());
    }

    @Test
    void updatesOnlyTheRevisionThatWasRead() {
        var key = prefix + "a";
        var first = create(key, "one").revision();
        var second = put(new Condition.ModRevision(key, first), key, "two");

        var stale = put(new Condition.ModRevision(key, first), key, "three");

        assertThat(second.succeeded()).isTrue();
        assertThat(stale.succeeded()).isFalse();
        assertThat(stale.present().get(key).modRevision()).isEqualTo(second.revision());
        var now = storage.get(key).orElseThrow();
        assertThat(text(now)).isEqualTo("two");
        assertThat(now.createRevision()).isEqualTo(first);
    }

    @Test
    void deletesOnlyTheRevisionThatWasRead() {
        var key = prefix + "a";
        var first = create(key, "one").revision();
        var second = put(new Condition.ModRevision(key, first), key, "two").revision();

        var stale = delete(key, first);
        var done = delete(key, second);
        var gone = delete(key, second);

        assertThat(stale.succeeded()).isFalse();
        assertThat(done.succeeded()).isTrue();
        assertThat(gone.succeeded()).isFalse();
        assertThat(gone.present()).isEmpty();
        assertThat(storage.get(key)).isEmpty();
    }

    @Test
    void aFenceRefusesAWriteOnceANewerLeaderStandsAndLeavesNoTrace() {
        var election = "e" + UUID.randomUUID();
        long lease = storage.grantLease(60);
        var old = new Fence(election, lead(election, lease));
        assertThat(fenced(old, prefix + "a").succeeded()).isTrue();
        storage.revokeLease(lease);

        var leaderless = fenced(old, prefix + "b");
        long next = storage.grantLease(60);
        var current = new Fence(election, lead(election, next));
        long before = storage.currentRevision();
        var late = fenced(old, prefix + "c");

        assertThat(leaderless.succeeded()).isFalse();
        assertThat(leaderless.present()).isEmpty();
        assertThat(late.succeeded()).isFalse();
        assertThat(late.present().get(Fence.key(election)).createRevision()).isEqualTo(current.revision());
        assertThat(storage.currentRevision()).isEqualTo(before);
        assertThat(keys(0)).containsExactly(prefix + "a");
        assertThat(fenced(current, prefix + "c").succeeded()).isTrue();
    }

    @Test
    void aTransactionMakesAllItsChangesOrNone() {
        create(prefix + "taken", "x");

        var result = storage.transact(
                List.of(Condition.absent(prefix + "free"), Condition.absent(prefix + "taken")),
                List.of(
                        new Mutation.Put(prefix + "free", bytes("y"), 0),
                        new Mutation.Put(prefix + "taken", bytes("y"), 0)));

        assertThat(result.succeeded()).isFalse();
        assertThat(result.present()).containsOnlyKeys(prefix + "taken");
        assertThat(keys(0)).containsExactly(prefix + "taken");
    }

    @Test
    void aRevokedLeaseTakesItsKeysWithItAndCanNotBeKeptAlive() {
        long lease = storage.grantLease(60);
        storage.transact(List.of(), List.of(new Mutation.Put(prefix + "a", bytes("x"), lease)));
        storage.keepAlive(lease);

        storage.revokeLease(lease);
        storage.revokeLease(lease);

        assertThat(storage.get(prefix + "a")).isEmpty();
        assertThatThrownBy(() -> storage.keepAlive(lease)).isInstanceOf(StoreException.LeaseNotFound.class);
        assertThatThrownBy(
                        () -> storage.transact(List.of(), List.of(new Mutation.Put(prefix + "a", bytes("x"), lease))))
                .isInstanceOf(StoreException.LeaseNotFound.class);
    }

    @Test
    void pagesShowOneRevisionWhateverIsWrittenBetween() {
        for (int i = 0; i < 7; i++) {
            create(prefix + i, "v" + i);
        }
        var first = storage.range(prefix, ObjectStorage.endOf(prefix), 3, 0);
        create(prefix + "4a", "later");
        delete(prefix + "5", storage.get(prefix + "5").orElseThrow().modRevision());

        var seen = new ArrayList<>(first.values());
        var page = first;
        while (page.more()) {
            page = storage.range(seen.getLast().key() + '\0', ObjectStorage.endOf(prefix), 3, first.revision());
            seen.addAll(page.values());
        }

        assertThat(first.total()).isEqualTo(7);
        assertThat(seen.stream().map(EtcdStorageIT::text)).containsExactly("v0", "v1", "v2", "v3", "v4", "v5", "v6");
        assertThat(keys(0)).hasSize(7).contains(prefix + "4a").doesNotContain(prefix + "5");
    }

    @Test
    void aWatchTellsValuesBeforeAndAfterInOrderAndGoesOnWhereAnotherEnded() throws InterruptedException {
        var key = prefix + "a";
        long created;
        try (var watch = storage.watch(prefix, storage.currentRevision() + 1)) {
            created = create(key, "one").revision();
            assertThat(next(watch, 1))
                    .satisfiesExactly(event -> assertThat(event).isInstanceOfSatisfying(StoreEvent.Put.class, put -> {
                        assertThat(text(put.value())).isEqualTo("one");
                        assertThat(put.before()).isNull();
                    }));
        }
        put(new Condition.ModRevision(key, created), key, "two");
        create("/test/elsewhere" + UUID.randomUUID(), "unseen");
        delete(key, storage.get(key).orElseThrow().modRevision());

        try (var watch = storage.watch(prefix, created + 1)) {
            var missed = next(watch, 2);
            assertThat(missed.getFirst()).isInstanceOfSatisfying(StoreEvent.Put.class, put -> {
                assertThat(text(put.value())).isEqualTo("two");
                assertThat(text(put.before())).isEqualTo("one");
            });
            assertThat(missed.getLast()).isInstanceOfSatisfying(StoreEvent.Delete.class, gone -> {
                assertThat(gone.key()).isEqualTo(key);
                assertThat(text(gone.before())).isEqualTo("two");
            });
        }
    }

    @Test
    void aWatchSaysHowFarItIsWhenAsked() throws InterruptedException {
        try (var watch = storage.watch(prefix, storage.currentRevision() + 1)) {
            create(prefix + "a", "x");
            next(watch, 1);
            long elsewhere =
                    create("/test/elsewhere" + UUID.randomUUID(), "unseen").revision();
            watch.requestProgress();
            assertThat(watch.take()).containsExactly(new StoreEvent.Progress(elsewhere));
        }
    }

    @Test
    void saysWhenHistoryIsCompactedOrNotYetWritten() throws InterruptedException {
        long old = create(prefix + "a", "x").revision();
        long now = create(prefix + "b", "x").revision();
        KVGrpc.newBlockingStub(etcd.channel())
                .compact(CompactionRequest.newBuilder().setRevision(now).build());

        assertThatThrownBy(() -> keys(old)).isInstanceOf(StoreException.Compacted.class);
        assertThatThrownBy(() -> keys(now + 1_000_000)).isInstanceOf(StoreException.FutureRevision.class);
        try (var watch = storage.watch(prefix, old)) {
            assertThatThrownBy(watch::take).isInstanceOf(StoreException.Compacted.class);
        }
        assertThat(keys(now)).hasSize(2);
    }

    @Test
    void saysWhenAValueIsTooLarge() {
        assertThatThrownBy(() -> storage.transact(
                        List.of(), List.of(new Mutation.Put(prefix + "a", new byte[4 * 1024 * 1024], 0))))
                .isInstanceOf(StoreException.TooLarge.class);
        assertThat(storage.get(prefix + "a")).isEmpty();
    }

    @Test
    void saysThatTheStoreIsFullAndGoesOnReadingAndDeleting() {
        var revision = create(prefix + "a", "x").revision();
        alarm(AlarmRequest.AlarmAction.ACTIVATE);
        try {
            assertThatThrownBy(() -> create(prefix + "b", "x"))
                    .isInstanceOfSatisfying(StoreException.NoSpace.class, full -> {
                        var rejection = StoreRejections.of(full);
                        assertThat(rejection.code()).isEqualTo(500);
                        assertThat(rejection.text())
                                .startsWith(
                                        "Internal error occurred: etcdserver: mvcc: database space exceeded: the disk"
                                                + " or the quota of a store member is full");
                    });
            assertThat(keys(0)).containsExactly(prefix + "a");
            assertThat(delete(prefix + "a", revision).succeeded()).isTrue();
        } finally {
            alarm(AlarmRequest.AlarmAction.DEACTIVATE);
        }
    }

    private static void alarm(AlarmRequest.AlarmAction action) {
        MaintenanceGrpc.newBlockingStub(etcd.channel())
                .alarm(AlarmRequest.newBuilder()
                        .setAction(action)
                        .setAlarm(AlarmType.NOSPACE)
                        .build());
    }

    private static TransactionResult create(String key, String value) {
        return put(Condition.absent(key), key, value);
    }

    private static TransactionResult put(Condition condition, String key, String value) {
        return storage.transact(List.of(condition), List.of(new Mutation.Put(key, bytes(value), 0)));
    }

    private static TransactionResult delete(String key, long revision) {
        return storage.transact(List.of(new Condition.ModRevision(key, revision)), List.of(new Mutation.Delete(key)));
    }

    private static TransactionResult fenced(Fence fence, String key) {
        return storage.transact(
                List.of(Condition.absent(key), fence.condition()), List.of(new Mutation.Put(key, bytes("x"), 0)));
    }

    private static long lead(String election, long lease) {
        var key = Fence.key(election);
        var result = storage.transact(
                List.of(Condition.absent(key)), List.of(new Mutation.Put(key, bytes("leader"), lease)));
        assertThat(result.succeeded()).isTrue();
        return result.revision();
    }

    private List<String> keys(long revision) {
        return storage.range(prefix, ObjectStorage.endOf(prefix), 0, revision).values().stream()
                .map(StoredValue::key)
                .toList();
    }

    private static List<StoreEvent> next(StoreWatch watch, int count) throws InterruptedException {
        var events = new ArrayList<StoreEvent>();
        while (events.size() < count) {
            events.addAll(watch.take());
        }
        return events;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StoredValue value) {
        return new String(value.value(), StandardCharsets.UTF_8);
    }
}
