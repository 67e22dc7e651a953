package io.jukung.store.watch;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.watch.HandTurnedHub.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Requests;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.mvcc.RevisionChanges;
import io.jukung.store.watch.HandTurnedHub.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** History, then the future, each event once and in order, whoever is slow: etcd's watch, contract A.3. */
class WatchOrderTest {

    private final HandTurnedHub hub = new HandTurnedHub();

    @Test
    void whatWasAppliedButNotPublishedIsPastToANewWatcher() {
        List<RevisionChanges> unpublished =
                hub.member().entry(new Command.Put(0, Requests.put("a", "1"))).changes();
        Client client = new Client();
        hub.open(client, watch("a"));
        hub.publish(unpublished);
        hub.turn();
        assertThat(client.events()).isEmpty();
        hub.put("a", "2");
        assertThat(client.events()).containsExactly("a=2@3");
    }

    @Test
    void historyThenTheFuture() {
        for (int i = 0; i < 10; i++) {
            hub.put("a", "v" + i);
            hub.put("x", "v" + i);
        }
        Client client = new Client();
        hub.open(client, watch("a").setStartRevision(4));
        hub.put("a", "last");
        List<String> expected = new ArrayList<>();
        for (int i = 1; i < 10; i++) {
            expected.add("a=v" + i + "@" + (2 + 2 * i));
        }
        expected.add("a=last@22");
        assertThat(client.events()).isEqualTo(expected);
    }

    @Test
    void aWatchFromTheCompactRevisionGetsItsEventEvenIfItIsADeletion() throws RejectedException {
        hub.put("a", "1");
        hub.remove("a");
        hub.put("b", "1");
        hub.member().compactPhysically(3);
        hub.restart();
        Client client = new Client();
        hub.open(client, watch("a", "z").setStartRevision(3));
        assertThat(client.events()).containsExactly("-a@3", "b=1@4");
    }

    @Test
    void aSlowClientGetsEverythingLaterAndOthersDoNotWait() {
        Client slow = new Client();
        Client quick = new Client();
        WatchStream stream = hub.open(slow, watch("a"), watch("", "\0"));
        hub.open(quick, watch("a"));
        slow.take();
        quick.take();
        slow.ready = false;
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            hub.put("a", "" + i);
            expected.add("a=" + i + "@" + (i + 2));
            assertThat(quick.events()).containsExactly(expected.getLast());
        }
        assertThat(slow.take()).isEmpty();
        slow.ready = true;
        stream.onReady();
        hub.turn();
        List<WatchResponse> responses = slow.take();
        for (long id = 0; id < 2; id++) {
            long watchId = id;
            assertThat(responses.stream()
                            .filter(response -> response.getWatchId() == watchId)
                            .flatMap(response -> response.getEventsList().stream())
                            .map(HandTurnedHub::show))
                    .isEqualTo(expected);
        }
        hub.put("a", "after");
        assertThat(slow.events()).containsExactly("a=after@22", "a=after@22");
    }

    @Test
    void aLoopThatFallsBehindTheRingReadsTheLog() {
        Client client = new Client();
        hub.open(client, watch("a"));
        client.take();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            hub.publish(hub.member()
                    .entry(new Command.Put(0, Requests.put("a", "" + i)))
                    .changes());
            expected.add("a=" + i + "@" + (i + 2));
        }
        hub.turn();
        assertThat(client.events()).isEqualTo(expected);
        hub.put("a", "after");
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
        private final HandTurnedHub hub = new HandTurnedHub();
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
                        long now = hub.member().state().revision();
                        long start = random.nextInt(4) == 0 ? now + random.nextInt(5) : 1 + random.nextLong(now);
                        Client client = new Client();
                        clients.add(client);
                        starts.add(start);
                        streams.add(hub.open(client, watch("b", "d").setStartRevision(start)));
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
                    case 3 -> hub.turn();
                    case 4, 5, 6, 7 -> {
                        String key = String.valueOf((char) ('a' + random.nextInt(5)));
                        Command command = random.nextInt(4) == 0
                                ? new Command.DeleteRange(0, delete(key))
                                : new Command.Put(0, Requests.put(key, "" + step));
                        var changes = hub.member().entry(command).changes();
                        changes.forEach(revision -> revision.changes().forEach(change -> {
                            if (key.equals("b") || key.equals("c")) {
                                all.add(revision.revision() + "");
                            }
                        }));
                        hub.publish(changes);
                        if (random.nextBoolean()) {
                            hub.turn();
                        }
                    }
                    default -> throw new IllegalStateException("no such step");
                }
            }
            for (int i = 0; i < clients.size(); i++) {
                clients.get(i).ready = true;
                streams.get(i).onReady();
            }
            hub.turn();
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
