package io.jukung.store.watch;

import static io.jukung.store.apply.Requests.bytes;
import static io.jukung.store.watch.HandTurnedHub.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Requests;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.watch.HandTurnedHub.Client;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a watcher begins and ends: etcd's watch, contract A.3. */
class WatchLifecycleTest {

    private final HandTurnedHub hub = new HandTurnedHub();

    @Test
    void createdThenTheEventsFromNowOn() {
        hub.put("a", "old");
        Client client = new Client();
        hub.open(client, watch("a"));
        WatchResponse created = client.take().getFirst();
        assertThat(created.getCreated()).isTrue();
        assertThat(created.getWatchId()).isZero();
        assertThat(created.getHeader().getRevision()).isEqualTo(2);
        hub.put("a", "new");
        hub.put("b", "other");
        hub.remove("a");
        assertThat(client.events()).containsExactly("a=new@3", "-a@5");
    }

    @Test
    void aWatcherThatMayNotBeIsCreatedAndCancelledAtOnce() {
        Client client = new Client();
        WatchStream stream = hub.open(client);
        stream.create(watch("z", "a").build(), range -> Optional.of("no"));
        hub.turn();
        WatchResponse refused = client.take().getFirst();
        assertThat(refused.getCreated()).isTrue();
        assertThat(refused.getCanceled()).isTrue();
        assertThat(refused.getWatchId()).isEqualTo(-1);
        assertThat(refused.getCancelReason()).isEqualTo("no");
    }

    @Test
    void watchersThatMayNotBeAnyMoreAreCancelledAndTheOthersGoOn() {
        hub.put("a", "old");
        hub.put("b", "old");
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a"), watch("b"), watch("a").setStartRevision(2));
        client.take();
        client.ready = false;
        hub.apply(new Command.Put(0, Requests.put("a", "behind")));
        stream.recheck(range -> range.contains(bytes("a")) ? Optional.of("not any more") : Optional.empty());
        hub.turn();
        assertThat(client.take()).hasSize(2).allSatisfy(response -> {
            assertThat(response.getCanceled()).isTrue();
            assertThat(response.getWatchId()).isIn(0L, 2L);
            assertThat(response.getCancelReason()).isEqualTo("not any more");
        });
        client.ready = true;
        stream.onReady();
        hub.put("a", "unseen");
        hub.put("b", "seen");
        assertThat(client.events()).containsExactly("b=seen@6");
    }

    @Test
    void refusedWatchers() {
        Client client = new Client();
        hub.open(
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
        hub.put("a", "1");
        assertThat(client.events()).containsExactly("a=1@2");
    }

    @Test
    void idsArePickedAroundThoseInUse() {
        Client client = new Client();
        hub.open(client, watch("a").setWatchId(1), watch("a"), watch("a"));
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(1L, 0L, 2L);
    }

    @Test
    void cancelIsAnsweredAndFinal() {
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a"), watch("a"));
        client.take();
        stream.cancel(0);
        stream.cancel(77);
        hub.turn();
        WatchResponse canceled = client.take().getFirst();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getWatchId()).isZero();
        hub.put("a", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(1L);
    }

    @Test
    void aClosedStreamGetsNothing() {
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a"));
        client.take();
        stream.close();
        hub.put("a", "1");
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aWatchFromBelowTheCompactRevisionIsCreatedThenCanceled() throws RejectedException {
        hub.put("a", "1");
        hub.put("a", "2");
        hub.put("a", "3");
        hub.member().compact(3);
        Client client = new Client();
        hub.open(client, watch("a").setStartRevision(2));
        List<WatchResponse> responses = client.take();
        assertThat(responses).hasSize(2);
        assertThat(responses.getFirst().getCreated()).isTrue();
        WatchResponse canceled = responses.getLast();
        assertThat(canceled.getCanceled()).isTrue();
        assertThat(canceled.getCompactRevision()).isEqualTo(3);
        assertThat(canceled.getHeader().getRevision()).isZero();
        hub.put("a", "4");
        assertThat(client.take()).isEmpty();
    }

    @Test
    void aSlowClientThatIsOvertakenByACompactionIsCanceled() throws RejectedException {
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a"));
        client.take();
        client.ready = false;
        for (int i = 0; i < 10; i++) {
            hub.put("a", "" + i);
        }
        hub.member().compact(8);
        hub.compacted();
        hub.turn();
        assertThat(client.take()).isEmpty();
        client.ready = true;
        stream.onReady();
        hub.turn();
        assertThat(client.take())
                .singleElement()
                .satisfies(response -> assertThat(response.getCompactRevision()).isEqualTo(8));
    }
}
