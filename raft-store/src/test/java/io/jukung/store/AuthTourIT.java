package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.testing.Needs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, roles and passwords as somebody at a terminal uses them: etcdctl against a real etcd and against us. */
@Needs(tools = {"etcd", "etcdctl"})
class AuthTourIT {

    private static final Authentication CHEAP = new Authentication("simple", Duration.ofMinutes(5), 4);
    private static final String ROOT = "--user=root:secret";
    private static final String ALICE = "--user=alice:wonder";

    private static final List<List<String>> TOUR = List.of(
            List.of("auth", "status"),
            List.of("auth", "enable"),
            List.of("user", "add", "root:secret"),
            List.of("user", "add", "alice", "--new-user-password=wonder"),
            List.of("user", "add", "card", "--no-password"),
            List.of("user", "add", "alice:again"),
            List.of("user", "list"),
            List.of("role", "add", "writer"),
            List.of("role", "add", "writer"),
            List.of("role", "grant-permission", "writer", "readwrite", "app/", "--prefix"),
            List.of("role", "grant-permission", "writer", "read", "public"),
            List.of("role", "grant-permission", "writer", "write", "log/", "log0"),
            List.of("role", "grant-permission", "writer", "read", "zz", "--from-key"),
            List.of("role", "get", "writer"),
            List.of("role", "get", "nothing"),
            List.of("role", "list"),
            List.of("user", "grant-role", "alice", "writer"),
            List.of("user", "grant-role", "alice", "nothing"),
            List.of("user", "get", "alice"),
            List.of("user", "get", "alice", "--detail"),
            List.of("put", "secret", "x"),
            List.of("put", "public", "hello"),
            List.of("user", "grant-role", "root", "root"),
            List.of("auth", "enable"),
            List.of("auth", "status"),
            List.of("get", "secret"),
            List.of("put", "secret", "y"),
            List.of("user", "list"),
            List.of("auth", "status", ROOT),
            List.of("get", "secret", ROOT),
            List.of("get", "secret", "--user=root:wrong"),
            List.of("get", "secret", "--user=nobody:x"),
            List.of("get", "public", "--user=card:x"),
            List.of("get", "public", ALICE),
            List.of("get", "secret", ALICE),
            List.of("get", "", "--from-key", ALICE),
            List.of("put", "app/1", "one", ALICE),
            List.of("put", "app/1", "two", "--prev-kv", ALICE),
            List.of("put", "public", "bye", ALICE),
            List.of("put", "log/1", "line", ALICE),
            List.of("put", "log/1", "line", "--prev-kv", ALICE),
            List.of("get", "log/1", ALICE),
            List.of("get", "app/", "--prefix", ALICE),
            List.of("get", "app/", "--prefix", "--consistency=s", ALICE),
            List.of("del", "app/", "--prefix", "--prev-kv", ALICE),
            List.of("del", "secret", ALICE),
            List.of("del", "log/", "--prefix", ALICE),
            List.of("watch", "secret", ALICE),
            List.of("compaction", "3", ALICE),
            List.of("compaction", "3", ROOT),
            List.of("alarm", "list", ALICE),
            List.of("alarm", "disarm", ALICE),
            List.of("lease", "list", ALICE),
            List.of("role", "get", "writer", ALICE),
            List.of("role", "list", ALICE),
            List.of("user", "get", "alice", ALICE),
            List.of("user", "get", "root", ALICE),
            List.of("user", "add", "eve:x", ALICE),
            List.of("role", "revoke-permission", "writer", "public", ROOT),
            List.of("role", "revoke-permission", "writer", "public", ROOT),
            List.of("get", "public", ALICE),
            List.of("user", "revoke-role", "alice", "writer", ROOT),
            List.of("user", "revoke-role", "alice", "writer", ROOT),
            List.of("put", "app/1", "three", ALICE),
            List.of("user", "revoke-role", "root", "root", ROOT),
            List.of("user", "delete", "root", ROOT),
            List.of("role", "delete", "writer", ROOT),
            List.of("user", "delete", "alice", ROOT),
            List.of("get", "public", ALICE),
            List.of("auth", "disable"),
            List.of("auth", "disable", ROOT),
            List.of("get", "secret"));

    private static final Pattern VARYING =
            Pattern.compile("127\\.0\\.0\\.1:\\d+|\\{[^{}]*etcd-client[^{}]*(\\{[^{}]*\\}[^{}]*)*\\}");

    private static List<String> answers(String endpoint) {
        var etcdctl = new Etcdctl(endpoint, "--command-timeout=5s");
        var answers = new ArrayList<String>();
        for (var step : TOUR) {
            var result = etcdctl.run(step.toArray(String[]::new));
            answers.add(String.join(" ", step) + " -> "
                    + VARYING.matcher(result.toString()).replaceAll(""));
        }
        return answers;
    }

    @Test
    void oneMemberAndAFollowerOfThreeAnswerAsEtcd(@TempDir Path directory) throws Exception {
        try (var real = RealEtcd.start(directory.resolve("etcd"), "--bcrypt-cost=4");
                var one = TestCluster.start(directory.resolve("one"), 1, config -> config.with(CHEAP));
                var three = TestCluster.start(directory.resolve("three"), 3, config -> config.with(CHEAP));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var follower = three.endpoint(three.aFollower());
            var etcd = threads.submit(() -> answers(real.endpoint()));
            var ofOne = threads.submit(() -> answers(one.endpoint("m1")));
            assertThat(answers(follower)).isEqualTo(etcd.get());
            assertThat(ofOne.get()).isEqualTo(etcd.get());
        }
    }

    private static void enable(Etcdctl etcdctl) {
        etcdctl.ok("user", "add", "root:secret");
        etcdctl.ok("user", "grant-role", "root", "root");
        etcdctl.ok("user", "add", "alice:wonder");
        etcdctl.ok("role", "add", "writer");
        etcdctl.ok("role", "grant-permission", "writer", "readwrite", "app/", "--prefix");
        etcdctl.ok("user", "grant-role", "alice", "writer");
        etcdctl.ok("auth", "enable");
    }

    private static void holds(Etcdctl etcdctl) {
        assertThat(etcdctl.ok("get", "app/1", ALICE)).isEqualTo("app/1\nkept");
        assertThat(etcdctl.run("get", "other", ALICE).err()).contains("etcdserver: permission denied");
        assertThat(etcdctl.run("get", "app/1").err()).contains("etcdserver: user name is empty");
        assertThat(etcdctl.ok("user", "list", ROOT)).isEqualTo("alice\nroot");
        assertThat(etcdctl.ok("auth", "status", ROOT)).contains("Authentication Status: true", "AuthRevision: 7");
    }

    @Test
    void usersSurviveTheLeadersCrashRestartsAndSnapshots(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(
                directory, 3, config -> config.with(CHEAP).with(Consensus.DEFAULT.withSnapshots(20, 5, 1 << 20)))) {
            var leader = cluster.awaitLeader();
            enable(new Etcdctl(cluster.endpoint(leader)));
            new Etcdctl(cluster.endpoint(leader)).ok("put", "app/1", "kept", ALICE);
            var behind = cluster.aFollower();
            cluster.crash(behind);
            cluster.crash(leader);
            cluster.startMember(leader);
            cluster.awaitReady();
            var running = cluster.awaitLeader();
            holds(new Etcdctl(cluster.endpoint(running), "--command-timeout=10s"));
            var writer = new Kv(cluster.member(running));
            for (int i = 0; i < 80; i++) {
                writer.put("filler", "x".repeat(100_000));
            }
            cluster.startMember(behind);
            cluster.awaitReady();
            assertThat(Files.readString(directory.resolve(behind).resolve("state/CURRENT"))
                            .strip())
                    .as("it came by snapshot")
                    .isNotEqualTo("1");
            holds(new Etcdctl(cluster.endpoint(behind), "--command-timeout=10s"));

            cluster.names().forEach(cluster::stop);
            for (var name : cluster.names()) {
                cluster.startMember(name);
            }
            cluster.awaitReady();
            cluster.names().forEach(name -> holds(new Etcdctl(cluster.endpoint(name), "--command-timeout=10s")));
        }
    }

    @Test
    void aTokenWorksOnEveryMemberAtOnceAndAWatchEndsWithThePermission(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 3, config -> config.with(CHEAP))) {
            enable(new Etcdctl(cluster.endpoint("m1")));
            for (int round = 0; round < 5; round++) {
                for (var name : cluster.names()) {
                    var token = AuthTranscript.tokenFrom(cluster.endpoint(name), "alice", "wonder");
                    for (var other : cluster.names()) {
                        try (var at = new AuthTranscript(cluster.endpoint(other))) {
                            at.use("alice", token);
                            at.call(
                                    "put",
                                    "alice",
                                    stubs -> stubs.kv()
                                            .put(AuthCalls.put("app/1").build()));
                            at.call(
                                    "get",
                                    "alice",
                                    stubs -> stubs.kv()
                                            .range(AuthCalls.get("app/1", "")
                                                    .setSerializable(true)
                                                    .build()));
                            assertThat(at.lines()).allMatch(line -> line.contains("-> header"));
                        }
                    }
                }
            }

            var follower = cluster.aFollower();
            try (var watch = WatchedKeys.start(cluster.endpoint(follower), "app/", "app0", "alice", "wonder")) {
                await().atMost(Duration.ofSeconds(60)).until(watch::isCreated);
                new Etcdctl(cluster.endpoint("m1")).ok("user", "revoke-role", "alice", "writer", ROOT);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(watch.cancelReason())
                                .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied"));
            }
        }
    }

    @Test
    void whoIsInTheProcessIsTrustedUnlessItActsForAClient(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(CHEAP))) {
            enable(new Etcdctl(cluster.endpoint("m1")));
            var member = cluster.member("m1");
            new Kv(member).put("app/1", "v");
            assertThat(new Kv(member).get("app/1")).contains("v");

            var request = AuthCalls.get("app/1", "").build();
            var passedOn = new Metadata();
            passedOn.put(Metadata.Key.of("grpcgateway-accept", Metadata.ASCII_STRING_MARSHALLER), "application/json");
            var gateway = KVGrpc.newBlockingStub(member.inProcessChannel())
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(passedOn));
            assertThatThrownBy(() -> gateway.range(request)).hasMessageContaining("etcdserver: user name is empty");

            var token = AuthTranscript.tokenFrom(cluster.endpoint("m1"), "alice", "wonder");
            passedOn.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
            assertThat(gateway.range(request).getCount()).isEqualTo(1);
            assertThatThrownBy(() -> gateway.range(AuthCalls.get("other", "").build()))
                    .hasMessageContaining("etcdserver: permission denied");
        }
    }

    @Test
    void neitherPasswordsNorTokensAreOnDisk(@TempDir Path directory) throws Exception {
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(CHEAP))) {
            enable(new Etcdctl(cluster.endpoint("m1")));
            var token = AuthTranscript.tokenFrom(cluster.endpoint("m1"), "alice", "wonder");
            cluster.stop("m1");
            assertThat(everythingIn(directory))
                    .contains("alice", "$2a$04$")
                    .doesNotContain("wonder", "secret", token.substring(0, 16));
            cluster.startMember("m1");
            cluster.awaitReady();
            var metrics = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + cluster.endpoint("m1") + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics).contains("etcd_debugging_auth_revision 7.0").doesNotContain("alice", "$2a$");
        }
    }

    private static String everythingIn(Path directory) throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    /** Checking a password is dear: whoever sends many must not keep the others from their work. */
    @Test
    void aFloodOfLoginsDoesNotStopTheMember(@TempDir Path directory) throws Exception {
        var dear = new Authentication("simple", Duration.ofMinutes(5), 8);
        try (var cluster = TestCluster.start(directory, 1, config -> config.with(dear))) {
            enable(new Etcdctl(cluster.endpoint("m1")));
            var endpoint = cluster.endpoint("m1");
            var token = AuthTranscript.tokenFrom(endpoint, "alice", "wonder");
            var outcomes = new ConcurrentLinkedQueue<String>();
            var flood = new ArrayList<Thread>();
            for (int connection = 0; connection < 40; connection++) {
                flood.add(Thread.startVirtualThread(() -> outcomes.addAll(AuthTranscript.loginsAtOnce(endpoint, 10))));
            }
            try (var at = new AuthTranscript(endpoint)) {
                at.use("alice", token);
                for (int i = 0; i < 50; i++) {
                    at.call(
                            "put",
                            "alice",
                            stubs -> stubs.kv().put(AuthCalls.put("app/1").build()));
                }
                assertThat(at.lines()).allMatch(line -> line.contains("-> header"));
            }
            for (var thread : flood) {
                thread.join();
            }
            assertThat(outcomes)
                    .hasSize(400)
                    .containsOnly(
                            "INVALID_ARGUMENT: etcdserver: authentication failed, invalid user ID or password",
                            "UNKNOWN: etcdserver: too many requests");
        }
    }
}
