package io.jukung.store.watch;

import static io.jukung.store.apply.Requests.delete;
import static io.jukung.store.apply.Requests.op;
import static io.jukung.store.apply.Requests.txn;
import static io.jukung.store.watch.HandTurnedHub.show;
import static io.jukung.store.watch.HandTurnedHub.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.WatchCreateRequest.FilterType;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.apply.Command;
import io.jukung.store.apply.Requests;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.watch.HandTurnedHub.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a watcher is told of a change: etcd's watch, contract A.3. */
class WatchEventsTest {

    private final HandTurnedHub hub = new HandTurnedHub();

    @Test
    void rangesKeysAndOpenEnds() {
        Client client = new Client();
        hub.open(
                client,
                watch("b", "d").setWatchId(1),
                watch("c").setWatchId(2),
                watch("c", "\0").setWatchId(3),
                watch("", "\0").setWatchId(4));
        client.take();
        hub.put("c", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        hub.put("d", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactlyInAnyOrder(3L, 4L);
        hub.put("a", "1");
        assertThat(client.take()).extracting(WatchResponse::getWatchId).containsExactly(4L);
    }

    @Test
    void filters() {
        Client client = new Client();
        hub.open(
                client,
                watch("a").setWatchId(1).addFilters(FilterType.NOPUT),
                watch("a").setWatchId(2).addFilters(FilterType.NODELETE));
        client.take();
        hub.put("a", "1");
        hub.remove("a");
        assertThat(client.take())
                .extracting(response -> response.getWatchId() + " " + show(response.getEvents(0)))
                .containsExactly("2 a=1@2", "1 -a@3");
    }

    @Test
    void previousRecordsOfChangesAndDeletionsOnly() {
        Client client = new Client();
        hub.open(client, watch("a").setPrevKv(true));
        hub.put("a", "1");
        hub.put("a", "2");
        hub.remove("a");
        hub.put("a", "3");
        assertThat(client.events()).containsExactly("a=1@2", "a=2@3<1", "-a@4<2", "a=3@5");
    }

    @Test
    void historyHasPreviousRecordsUnlessTheyAreCompacted() throws RejectedException {
        for (int i = 1; i <= 8; i++) {
            hub.put("a", "" + i);
        }
        hub.member().compact(4);
        hub.restart();
        Client client = new Client();
        hub.open(client, watch("a").setPrevKv(true).setStartRevision(4));
        assertThat(client.events()).containsExactly("a=3@4", "a=4@5<3", "a=5@6<4", "a=6@7<5", "a=7@8<6", "a=8@9<7");
    }

    @Test
    void aKeyChangedTwiceInOneRevisionIsTwoEventsInThePresentAndInHistory() throws RejectedException {
        Client live = new Client();
        hub.open(live, watch("a", "z").setPrevKv(true));
        hub.put("b", "1");
        hub.apply(new Command.Txn(0, txn(op(delete("a", "\0")), op(Requests.put("b", "2")))));
        hub.apply(new Command.Txn(0, txn(op(Requests.put("c", "1")), op(delete("c", "\0")))));
        List<String> all = List.of("b=1@2", "-b@3<1", "b=2@3", "c=1@4", "-c@4");
        assertThat(live.events()).containsExactlyElementsOf(all);

        hub.restart();
        Client late = new Client();
        hub.open(late, watch("a", "z").setPrevKv(true).setStartRevision(2));
        assertThat(late.events()).containsExactlyElementsOf(all);

        hub.put("d", "1");
        hub.member().compactPhysically(5);
        assertThat(hub.member().range(Requests.range("a", "z")).getKvsList())
                .extracting(record -> record.getKey().toStringUtf8())
                .containsExactly("b", "d");
    }

    @Test
    void aRevisionIsNeverSplit() {
        for (int round = 0; round < 5; round++) {
            hub.apply(new Command.Txn(0, txn(op(Requests.put("a", "1")), op(put1("b")), op(put1("c")))));
        }
        Client client = new Client();
        hub.open(client, watch("a", "z").setStartRevision(2));
        client.take().stream()
                .filter(response -> !response.getCreated())
                .forEach(response -> assertThat(response.getEventsCount() % 3).isZero());
    }

    @Test
    void fragmentsSplitWhatIsTooLargeForThoseWhoAllowIt() {
        Client client = new Client();
        hub.open(
                client,
                watch("a", "z").setWatchId(1).setFragment(true),
                watch("a", "z").setWatchId(2));
        client.take();
        String value = "v".repeat(150);
        hub.apply(new Command.Txn(
                0,
                txn(
                        op(Requests.put("a", value)),
                        op(Requests.put("b", value)),
                        op(Requests.put("c", value)),
                        op(Requests.put("d", value)),
                        op(Requests.put("e", value)))));
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

    private static PutRequest put1(String key) {
        return Requests.put(key, "1");
    }
}
