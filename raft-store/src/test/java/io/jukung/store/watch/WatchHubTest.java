package io.jukung.store.watch;

import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.put;
import static io.jukung.store.apply.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.ResponseHeader;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Member;
import io.jukung.store.apply.Requests;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.RevisionChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** etcd's watch, contract A.3, on a loop that the test turns by hand. */
class WatchHubTest {

    private static final WatchLimits SMALL = new WatchLimits(4, 1 << 20, 1 << 20, 400, 3, 1 << 20);

    private final Member member = new Member();
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private WatchHub hub = hub(SMALL);

    private WatchHub hub(WatchLimits limits) {
        return new WatchHub(
                member.state(),
                revision -> ResponseHeader.newBuilder().setRevision(revision).build(),
                loop::add,
                limits);
    }

    private void turn() {
        for (Runnable task = loop.poll(); task != null; task = loop.poll()) {
            task.run();
        }
    }

    private static final class Client implements WatchSink {
        private final List<WatchResponse> received = new ArrayList<>();
        private boolean ready = true;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(WatchResponse response) {
            received.add(response);
        }

        List<WatchResponse> take() {
            List<WatchResponse> taken = List.copyOf(received);
            received.clear();
            return taken;
        }

        List<String> events() {
            return take().stream()
                    .flatMap(response -> response.getEventsList().stream())
                    .map(WatchHubTest::show)
                    .toList();
        }
    }

    private static String show(Event event) {
        String before = event.hasPrevKv() ? "<" + event.getPrevKv().getValue().toStringUtf8() : "";
        return (event.getType() == Event.EventType.PUT ? "" : "-")
                + event.getKv().getKey().toStringUtf8()
                + (event.getType() == Event.EventType.PUT
                        ? "=" + event.getKv().getValue().toStringUtf8()
                        : "")
                + "@" + event.getKv().getModRevision() + before;
    }

    private void apply(Command... commands) {
        publish(member.entry(commands).changes());
        turn();
    }

    private void publish(List<RevisionChanges> changes) {
        hub.publish(changes);
    }

    private void put(String key, String value) {
        apply(new Command.Put(0, Requests.put(key, value)));
    }

    private void remove(String key) {
        apply(new Command.DeleteRange(0, delete(key)));
    }

    private static WatchCreateRequest.Builder watch(String key, String end) {
        return WatchCreateRequest.newBuilder().setKey(bytes(key)).setRangeEnd(bytes(end));
    }

    private static WatchCreateRequest.Builder watch(String key) {
        return watch(key, "");
    }

    private WatchStream open(Client client, WatchCreateRequest.Builder... requests) {
        WatchStream stream = hub.open(client);
        for (WatchCreateRequest.Builder request : requests) {
            stream.create(request.build());
        }
        turn();
        return stream;
    }

    @Test
    void createdThenTheEventsFromNowOn() {
        put("a", "old");
        Client client = new Client();
        open(client, watch("a"));
        WatchResponse created = client.take().getFirst();
        assertThat(created.getCreated()).isTrue();
        assertThat(created.getWatchId()).isZero();
        assertThat(created.getHeader().getRevision()).isEqualTo(2);
        put("a", "new");
        put("b", "other");
        remove("a");
        assertThat(client.events()).containsExactly("a=new@3", "-a@5");
    }

    @Test
    void aWatcherThatMayNotBeIsCreatedAndCancelledAtOnce() {
        Client client = new Client();
        WatchStream stream = hub.open(client);
        stream.create(watch("z", "a").build(), range -> Optional.of("no"));
        turn();
        WatchResponse refused = client.take().getFirst();
        assertThat(refused.getCreated()).isTrue();
        assertThat(refused.getCanceled()).isTrue();
        assertThat(refused.getWatchId()).isEqualTo(-1);
        assertThat(refused.getCancelReason()).isEqualTo("no");
    }

    @Test
    void watchersThatMayNotBeAnyMoreAreCancelledAndTheOthersGoOn() {
        put("a", "old");
        put("b", "old");
        Client client = new Client();
        WatchStream stream = open(client, watch("a"), watch("b"), watch("a").setStartRevision(2));
        client.take();
        client.ready = false;
        apply(new Command.Put(0, io.jukung.store.apply.Requests.put("a", "behind")));
        stream.recheck(range -> range.contains(bytes("a")) ? Optional.of("not any more") : Optional.empty());
        turn();
        assertThat(client.take()).hasSize(2).allSatisfy(response -> {
            assertThat(response.getCanceled()).isTrue();
            assertThat(response.getWatchId()).isIn(0L, 2L);
            assertThat(response.getCancelReason()).isEqualTo("not any more");
        });
        client.ready = true;
        stream.onReady();
        put("a", "unseen");
        put("b", "seen");
        assertThat(client.events()).containsExactly("b=seen@6");
    }

    @Test
    void whatWasAppliedButNotPublishedIsPastToANewWatcher() {
        List<RevisionChanges> unpublished = member.entry(
                        new Command.Put(0, io.jukung.store.apply.Requests.put("a", "1")))
                .changes();
        Client client = new Client();
        open(client, watch("a"));
        publish(unpublished);
        turn();
        assertThat(client.events()).isEmpty();
        put("a", "2");
        assertThat(client.events()).containsExactly("a=2@3");
    }

    @Test
    void historyThenTheFuture() {
        for (int i = 0; i < 10; i++) {
            put("a", "v" + i);
            put("x", "v" + i);
        }
        Client client = new Client();
        open(client, watch("a").setStartRevision(4));
        put("a", "last");
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < 10; i++) {
            expected.add("a=v" + i + "@" + (2 + 2 * i));
        }
        expected.add("a=last@22");
        assertThat(client.events()).isEqualTo(expected);
    }

    @Test
    void aFutureStartWaitsForItsRevision() {
        Client client = new Client();
        WatchStream stream = open(client, watch("a").setStartRevision(4).setProgressNotify(true));
        client.take();
        put("a", "2");
        stream.requestProgress();
        hub.notifyProgress();
        turn();
        assertThat(client.take()).isEmpty();
        put("a", "3");
        put("a", "4");
        assertThat(client.events()).containsExactly("a=4@4");
        stream.requestProgress();
        turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isEqualTo(-1);
            assertThat(progress.getHeader().getRevision()).isEqualTo(4);
        });
    }

    @Test
    void rangesKeysAndOpenEnds() {
        Client client = new Client();
        open(
                client,
                watch("b", "d").setWatchId(1),
                watch("c").setWatchId(2),
                watch("c", "\0").setWatchId(3),
                watch("", "\0").setWatchId(4));
        client.take();
        put("c", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        put("d", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactlyInAnyOrder(3L, 4L);
        put("a", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(4L);
    }

    @Test
    void refusedWatchers() {
        Client client = new Client();
        open(
                client,
                watch("a").setWatchId(5),
                watch("a").setWatchId(5),
                watch("b", "a"),
                watch("a").setStartRevision(-1));
        List<WatchResponse> refused = client.take().subList(1, 4);
        assertThat(refused).allSatisfy(response -> {
            assertThat(response.getCreated()).isTrue();
            assertThat(response.getCanceled()).isTrue();
            assertThat(response.getWatchId()).isEqualTo(-1);
        });
        assertThat(refused)
                .extracting(WatchResponse::getCancelReason)
                .containsExactly(
                        "mvcc: duplicate watch ID provided on the WatchStream",
                        "mvcc: watcher range is empty",
                        "etcdserver: mvcc: required revision has been compacted");
        put("a", "1");
        assertThat(client.events()).containsExactly("a=1@2");
    }

    @Test
    void idsArePickedAroundThoseInUse() {
        Client client = new Client();
        open(client, watch("a").setWatchId(1), watch("a"), watch("a"));
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(1L, 0L, 2L);
    }

    @Test
    void cancelIsAnsweredAndFinal() {
        Client client = new Client();
        WatchStream stream = open(client, watch("a"), watch("a"));
        client.take();
        stream.cancel(0);
        stream.cancel(77);
        turn();
        WatchResponse canceled = client.take().getFirst();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getWatchId()).isZero();
        put("a", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(1L);
    }

    @Test
    void filters() {
        Client client = new Client();
        open(
                client,
                watch("a").setWatchId(1).addFilters(FilterType.NOPUT),
                watch("a").setWatchId(2).addFilters(FilterType.NODELETE));
        client.take();
        put("a", "1");
        remove("a");
        assertThat(client.take())
                .extracting(response -> response.getWatchId() + " " + show(response.getEvents(0)))
                .containsExactly("2 a=1@2", "1 -a@3");
    }

    @Test
    void previousRecordsOfChangesAndDeletionsOnly() {
        Client client = new Client();
        open(client, watch("a").setPrevKv(true));
        put("a", "1");
        put("a", "2");
        remove("a");
        put("a", "3");
        assertThat(client.events()).containsExactly("a=1@2", "a=2@3<1", "-a@4<2", "a=3@5");
    }

    @Test
    void historyHasPreviousRecordsUnlessTheyAreCompacted() throws RejectedException {
        for (int i = 1; i <= 8; i++) {
            put("a", "" + i);
        }
        member.compact(4);
        hub = hub(SMALL);
        Client client = new Client();
        open(client, watch("a").setPrevKv(true).setStartRevision(4));
        assertThat(client.events()).containsExactly("a=3@4", "a=4@5<3", "a=5@6<4", "a=6@7<5", "a=7@8<6", "a=8@9<7");
    }

    @Test
    void aKeyChangedTwiceInOneRevisionIsTwoEventsInThePresentAndInHistory() throws RejectedException {
        Client live = new Client();
        open(live, watch("a", "z").setPrevKv(true));
        put("b", "1");
        apply(new Command.Txn(0, txn(op(delete("a", "\0")), op(Requests.put("b", "2")))));
        apply(new Command.Txn(0, txn(op(Requests.put("c", "1")), op(delete("c", "\0")))));
        List<String> all = List.of("b=1@2", "-b@3<1", "b=2@3", "c=1@4", "-c@4");
        assertThat(live.events()).containsExactlyElementsOf(all);

        hub = hub(SMALL);
        Client late = new Client();
        open(late, watch("a", "z").setPrevKv(true).setStartRevision(2));
        assertThat(late.events()).containsExactlyElementsOf(all);

        put("d", "1");
        member.compactPhysically(5);
        assertThat(member.range(Requests.range("a", "z")).getKvsList())
                .extracting(record -> record.getKey().toStringUtf8())
                .containsExactly("b", "d");
    }

    @Test
    void aWatchFromTheCompactRevisionGetsItsEventEvenIfItIsADeletion() throws RejectedException {
        put("a", "1");
        remove("a");
        put("b", "1");
        member.compactPhysically(3);
        hub = hub(SMALL);
        Client client = new Client();
        open(client, watch("a", "z").setStartRevision(3));
        assertThat(client.events()).containsExactly("-a@3", "b=1@4");
    }

    @Test
    void aWatchFromBelowTheCompactRevisionIsCreatedThenCanceled() throws RejectedException {
        put("a", "1");
        put("a", "2");
        put("a", "3");
        member.compact(3);
        Client client = new Client();
        open(client, watch("a").setStartRevision(2));
        List<WatchResponse> responses = client.take();
        assertThat(responses).hasSize(2);
        assertThat(responses.getFirst().getCreated()).isTrue();
        WatchResponse canceled = responses.getLast();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getCompactRevision()).isEqualTo(3);
        assertThat(canceled.getHeader().getRevision()).isZero();
        put("a", "4");
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aSlowClientThatIsOvertakenByACompactionIsCanceled() throws RejectedException {
        Client client = new Client();
        WatchStream stream = open(client, watch("a"));
        client.take();
        client.ready = false;
        for (int i = 0; i < 10; i++) {
            put("a", "" + i);
        }
        member.compact(8);
        hub.compacted();
        turn();
        assertThat(client.take()).isEmpty();
        client.ready = true;
        stream.onReady();
        turn();
        assertThat(client.take())
                .singleElement()
                .satisfies(response -> assertThat(response.getCompactRevision()).isEqualTo(8));
    }

    @Test
    void aSlowClientGetsEverythingLaterAndOthersDoNotWait() {
        Client slow = new Client();
        Client quick = new Client();
        WatchStream stream = open(slow, watch("a"), watch("", "\0"));
        open(quick, watch("a"));
        slow.take();
        quick.take();
        slow.ready = false;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            put("a", "" + i);
            expected.add("a=" + i + "@" + (i + 2));
            assertThat(quick.events()).containsExactly(expected.getLast());
        }
        assertThat(slow.take()).isEmpty();
        slow.ready = true;
        stream.onReady();
        turn();
        List<WatchResponse> responses = slow.take();
        for (long id = 0; id < 2; id++) {
            long watchId = id;
            assertThat(responses.stream()
                            .filter(response -> response.getWatchId() == watchId)
                            .flatMap(response -> response.getEventsList().stream())
                            .map(WatchHubTest::show))
                    .isEqualTo(expected);
        }
        put("a", "after");
        assertThat(slow.events()).containsExactly("a=after@22", "a=after@22");
    }

    @Test
    void aRevisionIsNeverSplit() {
        for (int round = 0; round < 5; round++) {
            apply(new Command.Txn(
                    0, txn(op(io.jukung.store.apply.Requests.put("a", "1")), op(put1("b")), op(put1("c")))));
        }
        Client client = new Client();
        open(client, watch("a", "z").setStartRevision(2));
        client.take().stream()
                .filter(response -> !response.getCreated())
                .forEach(response -> assertThat(response.getEventsCount() % 3).isZero());
    }

    private static io.jukung.proto.etcd.PutRequest put1(String key) {
        return Requests.put(key, "1");
    }

    @Test
    void fragmentsSplitWhatIsTooLargeForThoseWhoAllowIt() {
        Client client = new Client();
        open(
                client,
                watch("a", "z").setWatchId(1).setFragment(true),
                watch("a", "z").setWatchId(2));
        client.take();
        String value = "v".repeat(150);
        apply(new Command.Txn(
                0,
                txn(
                        op(io.jukung.store.apply.Requests.put("a", value)),
                        op(io.jukung.store.apply.Requests.put("b", value)),
                        op(io.jukung.store.apply.Requests.put("c", value)),
                        op(io.jukung.store.apply.Requests.put("d", value)),
                        op(io.jukung.store.apply.Requests.put("e", value)))));
        List<WatchResponse> responses = client.take();
        List<WatchResponse> parts = responses.stream()
                .filter(response -> response.getWatchId() == 1)
                .toList();
        assertThat(parts).extracting(WatchResponse::getEventsCount).containsExactly(2, 2, 1);
        assertThat(parts).extracting(WatchResponse::getFragment).containsExactly(true, true, false);
        assertThat(responses)
                .filteredOn(response -> response.getWatchId() == 2)
                .singleElement()
                .satisfies(whole -> assertThat(whole.getEventsCount()).isEqualTo(5));
    }

    @Test
    void progressOnRequestOnlyWhenAllWatchersAreUpToDate() {
        Client client = new Client();
        WatchStream stream = open(client, watch("a"), watch("b"));
        client.take();
        put("c", "1");
        stream.requestProgress();
        turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isEqualTo(-1);
            assertThat(progress.getHeader().getRevision()).isEqualTo(2);
            assertThat(progress.getEventsCount()).isZero();
        });
        client.ready = false;
        put("a", "1");
        stream.requestProgress();
        turn();
        assertThat(client.take()).isEmpty();
        client.ready = true;
        stream.onReady();
        turn();
        // Asked while a watcher was behind: whatever comes must not overtake its events.
        List<WatchResponse> responses = client.take();
        assertThat(responses.stream().filter(response -> response.getEventsCount() > 0))
                .hasSize(1);
        int event = responses.indexOf(responses.stream()
                .filter(response -> response.getEventsCount() > 0)
                .findFirst()
                .orElseThrow());
        assertThat(responses.subList(0, event)).isEmpty();
    }

    @Test
    void periodicProgressIsLeftOutAfterEvents() {
        Client client = new Client();
        open(client, watch("a").setProgressNotify(true), watch("a"));
        client.take();
        put("a", "1");
        client.take();
        hub.notifyProgress();
        turn();
        assertThat(client.take()).isEmpty();
        put("b", "1");
        hub.notifyProgress();
        turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isZero();
            assertThat(progress.getHeader().getRevision()).isEqualTo(3);
        });
    }

    @Test
    void aClosedStreamGetsNothing() {
        Client client = new Client();
        WatchStream stream = open(client, watch("a"));
        client.take();
        stream.close();
        put("a", "1");
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aLoopThatFallsBehindTheRingReadsTheLog() {
        Client client = new Client();
        open(client, watch("a"));
        client.take();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            publish(member.entry(new Command.Put(0, io.jukung.store.apply.Requests.put("a", "" + i)))
                    .changes());
            expected.add("a=" + i + "@" + (i + 2));
        }
        turn();
        assertThat(client.events()).isEqualTo(expected);
        put("a", "after");
        assertThat(client.events()).containsExactly("a=after@22");
    }

    @Test
    void randomWatchersSeeExactlyTheirEventsInOrder() {
        for (long seed = 0; seed < 30; seed++) {
            new RandomWatchers(seed).run();
        }
    }

    /** Clients that come, stall, go on and leave at random, against the list of all events. */
    private static final class RandomWatchers {
        private final Random random;
        private final WatchHubTest test = new WatchHubTest();
        private final List<String> all = new ArrayList<>();
        private final List<List<String>> expected = new ArrayList<>();
        private final List<Client> clients = new ArrayList<>();
        private final List<WatchStream> streams = new ArrayList<>();
        private final List<Long> starts = new ArrayList<>();

        RandomWatchers(long seed) {
            random = new Random(seed);
        }

        void run() {
            for (int step = 0; step < 300; step++) {
                switch (random.nextInt(8)) {
                    case 0 -> {
                        long now = test.member.state().revision();
                        long start = random.nextInt(4) == 0 ? now + random.nextInt(5) : 1 + random.nextLong(now);
                        Client client = new Client();
                        clients.add(client);
                        starts.add(start);
                        streams.add(test.open(client, watch("b", "d").setStartRevision(start)));
                    }
                    case 1, 2 -> {
                        if (!clients.isEmpty()) {
                            int which = random.nextInt(clients.size());
                            Client client = clients.get(which);
                            client.ready = !client.ready;
                            if (client.ready) {
                                streams.get(which).onReady();
                            }
                        }
                    }
                    case 3 -> test.turn();
                    case 4, 5, 6, 7 -> {
                        String key = String.valueOf((char) ('a' + random.nextInt(5)));
                        Command command = random.nextInt(4) == 0
                                ? new Command.DeleteRange(0, delete(key))
                                : new Command.Put(0, Requests.put(key, "" + step));
                        var changes = test.member.entry(command).changes();
                        changes.forEach(revision -> revision.changes().forEach(change -> {
                            if (key.equals("b") || key.equals("c")) {
                                all.add(revision.revision() + "");
                            }
                        }));
                        test.publish(changes);
                        if (random.nextBoolean()) {
                            test.turn();
                        }
                    }
                    default -> throw new IllegalStateException("no such step");
                }
            }
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).ready = true;
                streams.get(i).onReady();
            }
            test.turn();
            for (int i = 0; i < clients.size(); i++) {
                long start = starts.get(i);
                List<String> wanted = all.stream()
                        .filter(revision -> Long.parseLong(revision) >= start)
                        .toList();
                expected.add(wanted);
                assertThat(clients.get(i).take().stream()
                                .flatMap(response -> response.getEventsList().stream())
                                .map(event -> event.getKv().getModRevision() + ""))
                        .isEqualTo(wanted);
            }
        }
    }
}
