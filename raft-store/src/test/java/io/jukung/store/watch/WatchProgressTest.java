package io.jukung.store.watch;

import static io.jukung.store.watch.HandTurnedHub.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.etcd.WatchResponse;
import io.jukung.store.watch.HandTurnedHub.Client;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a watcher is told how far it is: etcd's watch, contract A.3. */
class WatchProgressTest {

    private final HandTurnedHub hub = new HandTurnedHub();

    @Test
    void aFutureStartWaitsForItsRevision() {
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a").setStartRevision(4).setProgressNotify(true));
        client.take();
        hub.put("a", "2");
        stream.requestProgress();
        hub.notifyProgress();
        hub.turn();
        assertThat(client.take()).isEmpty();
        hub.put("a", "3");
        hub.put("a", "4");
        assertThat(client.events()).containsExactly("a=4@4");
        stream.requestProgress();
        hub.turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isEqualTo(-1);
            assertThat(progress.getHeader().getRevision()).isEqualTo(4);
        });
    }

    @Test
    void progressOnRequestOnlyWhenAllWatchersAreUpToDate() {
        Client client = new Client();
        WatchStream stream = hub.open(client, watch("a"), watch("b"));
        client.take();
        hub.put("c", "1");
        stream.requestProgress();
        hub.turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isEqualTo(-1);
            assertThat(progress.getHeader().getRevision()).isEqualTo(2);
            assertThat(progress.getEventsCount()).isZero();
        });
        client.ready = false;
        hub.put("a", "1");
        stream.requestProgress();
        hub.turn();
        assertThat(client.take()).isEmpty();
        client.ready = true;
        stream.onReady();
        hub.turn();
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
        hub.open(client, watch("a").setProgressNotify(true), watch("a"));
        client.take();
        hub.put("a", "1");
        client.take();
        hub.notifyProgress();
        hub.turn();
        assertThat(client.take()).isEmpty();
        hub.put("b", "1");
        hub.notifyProgress();
        hub.turn();
        assertThat(client.take()).singleElement().satisfies(progress -> {
            assertThat(progress.getWatchId()).isZero();
            assertThat(progress.getHeader().getRevision()).isEqualTo(3);
        });
    }
}
