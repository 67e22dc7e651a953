package io.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** jetcd against one member, and against three of which one is killed while it watches. */
class JetcdTourIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    private static List<String> texts(List<WatchEvent> events) {
        return events.stream()
                .map(event -> event.getEventType() + " "
                        + event.getKeyValue().getKey().toString(UTF_8) + "="
                        + event.getKeyValue().getValue().toString(UTF_8) + " was "
                        + event.getPrevKV().getValue().toString(UTF_8))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void keysTransactionsLeasesAndWatches(int members, @TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, members);
                var client = Client.builder()
                        .endpoints(Stream.of(cluster.endpoints().split(","))
                                .map(endpoint -> URI.create("http://" + endpoint))
                                .toList())
                        .build()) {
            var kv = client.getKVClient();
            long first = kv.put(bytes("a"), bytes("1")).get().getHeader().getRevision();
            assertThat(first).isGreaterThan(1);
            var again = kv.put(
                            bytes("a"),
                            bytes("2"),
                            PutOption.builder().withPrevKV().build())
                    .get();
            assertThat(again.getPrevKv().getValue().toString(UTF_8)).isEqualTo("1");
            assertThat(kv.get(
                                    bytes("a"),
                                    GetOption.builder().withRevision(first).build())
                            .get()
                            .getKvs()
                            .getFirst()
                            .getValue()
                            .toString(UTF_8))
                    .isEqualTo("1");

            var txn = kv.txn()
                    .If(new Cmp(bytes("a"), Cmp.Op.EQUAL, CmpTarget.version(2)))
                    .Then(Op.put(bytes("b"), bytes("3"), PutOption.DEFAULT), Op.get(bytes("b"), GetOption.DEFAULT))
                    .Else(Op.delete(bytes("a"), DeleteOption.DEFAULT))
                    .commit()
                    .get();
            assertThat(txn.isSucceeded()).isTrue();
            assertThat(txn.getGetResponses().getFirst().getKvs()).hasSize(1);

            var seen = new CopyOnWriteArrayList<WatchEvent>();
            var option = WatchOption.builder()
                    .isPrefix(true)
                    .withRevision(first)
                    .withPrevKV(true)
                    .build();
            var watcher =
                    client.getWatchClient().watch(bytes(""), option, response -> seen.addAll(response.getEvents()));
            try {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(texts(seen))
                                .containsExactly("PUT a=1 was ", "PUT a=2 was 1", "PUT b=3 was "));

                // Long enough for two calls on a busy machine.
                long lease = client.getLeaseClient().grant(6).get().getID();
                kv.put(
                                bytes("leased"),
                                bytes("x"),
                                PutOption.builder().withLeaseId(lease).build())
                        .get();
                assertThat(client.getLeaseClient()
                                .timeToLive(
                                        lease,
                                        LeaseOption.builder().withAttachedKeys().build())
                                .get()
                                .getKeys())
                        .containsExactly(bytes("leased"));
                client.getLeaseClient().keepAliveOnce(lease).get();
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(texts(seen)).endsWith("DELETE leased= was x"));

                if (members == 1) {
                    return;
                }
                cluster.crash(cluster.awaitLeader());
                cluster.awaitReady();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> kv.put(bytes("later"), bytes("4"))
                                        .get(5, TimeUnit.SECONDS)
                                        .getHeader()
                                        .getRevision()
                                > 0);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(texts(seen)).contains("PUT later=4 was "));
            } finally {
                watcher.close();
            }
        }
    }

    /** Tokens end with the member that issued them; the client is told so in the words it logs in again for. */
    @Test
    void aUserGoesOnAfterARestart(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1)) {
            var endpoint = URI.create("http://" + cluster.endpoint("m1"));
            try (var setup = Client.builder().endpoints(endpoint).build()) {
                var auth = setup.getAuthClient();
                auth.userAdd(bytes("root"), bytes("secret")).get();
                auth.roleAdd(bytes("root")).get();
                auth.userGrantRole(bytes("root"), bytes("root")).get();
                auth.userAdd(bytes("alice"), bytes("wonder")).get();
                auth.roleAdd(bytes("app")).get();
                auth.roleGrantPermission(bytes("app"), bytes("app/"), bytes("app0"), Permission.Type.READWRITE)
                        .get();
                auth.userGrantRole(bytes("alice"), bytes("app")).get();
                auth.authEnable().get();
            }
            try (var alice = Client.builder()
                    .endpoints(endpoint)
                    .user(bytes("alice"))
                    .password(bytes("wonder"))
                    .build()) {
                var kv = alice.getKVClient();
                kv.put(bytes("app/1"), bytes("kept")).get();
                assertThatThrownBy(() -> kv.get(bytes("other")).get())
                        .hasMessageContaining("etcdserver: permission denied");
                cluster.stop("m1");
                cluster.startMember("m1");
                cluster.awaitReady();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(kv.get(bytes("app/1"))
                                        .get(5, TimeUnit.SECONDS)
                                        .getKvs())
                                .hasSize(1));
            }
        }
    }
}
