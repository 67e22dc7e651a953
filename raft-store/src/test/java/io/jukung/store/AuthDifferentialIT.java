package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every RPC that has to do with users, against a real etcd and against us: the same answers, codes and texts. */
@Needs(tools = {"etcd", "etcdctl", "openssl"})
class AuthDifferentialIT {

    private static final Authentication CHEAP = new Authentication("simple", Duration.ofMinutes(5), 4);

    /** Where we differ from etcd 3.5.30, and why. */
    private static final Map<String, String> DIFFERENCES = Map.of(
            "alice| watch r/ \\0", "etcd takes the open range for the key r/ (GHSA-xg4h-6gfc-h4m8)",
            "root| move leader", "etcd was asked as the leader, we are not always",
            "defragment", "etcd 3.5 forgets to translate the error here, later releases do not",
            "hash", "the same",
            "hash of keys", "the same",
            "snapshot", "the same");

    private static boolean isKnown(String line) {
        var call = line.substring(0, line.indexOf(" -> "));
        return DIFFERENCES.containsKey(call) || DIFFERENCES.containsKey(call.substring(call.indexOf("| ") + 2));
    }

    private static List<String> transcript(String endpoint, Consumer<AuthTranscript> scenario) {
        try (var at = new AuthTranscript(endpoint)) {
            scenario.accept(at);
            return at.lines();
        }
    }

    private static void compare(List<String> etcd, List<String> ours) {
        var differences = new ArrayList<String>();
        for (int i = 0; i < Math.max(etcd.size(), ours.size()); i++) {
            var theirs = i < etcd.size() ? etcd.get(i) : "(nothing)";
            var mine = i < ours.size() ? ours.get(i) : "(nothing)";
            if (!theirs.equals(mine) && !isKnown(theirs)) {
                differences.add("\netcd: " + theirs + "\nours: " + mine);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void oneMemberAndAFollowerOfThreeAnswerAsEtcd(@TempDir Path directory) throws Exception {
        List<String> etcd;
        try (var real = RealEtcd.start(directory.resolve("etcd"), "--bcrypt-cost=4")) {
            etcd = transcript(real.endpoint(), AuthScenario::play);
        }
        try (var one = TestCluster.start(directory.resolve("one"), 1, config -> config.with(CHEAP))) {
            compare(etcd, transcript(one.endpoint("m1"), AuthScenario::play));
        }
        try (var three = TestCluster.start(directory.resolve("three"), 3, config -> config.with(CHEAP))) {
            compare(etcd, transcript(three.endpoint(three.aFollower()), AuthScenario::play));
        }
    }

    @Test
    void signedTokensAreGoodForTheSameAsEtcds(@TempDir Path directory) throws Exception {
        var key = TestPki.keyPair(directory, "token");
        var flag = "jwt,sign-method=RS256,priv-key=" + key + ",pub-key=" + key.resolveSibling("token.pub") + ",ttl=10m";
        List<String> etcd;
        try (var real = RealEtcd.start(directory.resolve("etcd"), "--bcrypt-cost=4", "--auth-token=" + flag)) {
            etcd = transcript(real.endpoint(), AuthScenario::playSignedTokens);
        }
        var settings = new Authentication(flag, Duration.ofMinutes(5), 4);
        try (var three = TestCluster.start(directory.resolve("three"), 3, config -> config.with(settings))) {
            compare(etcd, transcript(three.endpoint(three.aFollower()), AuthScenario::playSignedTokens));
        }
    }

    @Test
    void aCertificatesCommonNameIsAUser(@TempDir Path directory) throws Exception {
        var pki = TestPki.make(directory.resolve("pki"));
        var member = pki.issue("member");
        var alice = pki.issue("alice");
        var root = pki.issue("root");
        try (var cluster = TestCluster.start(directory, 1, member)) {
            var endpoint = "https://" + cluster.endpoint("m1");
            var asRoot = etcdctl(endpoint, pki, root);
            var asAlice = etcdctl(endpoint, pki, alice);
            asRoot.ok("user", "add", "root", "--no-password");
            asRoot.ok("user", "grant-role", "root", "root");
            asRoot.ok("user", "add", "alice", "--no-password");
            asRoot.ok("role", "add", "r");
            asRoot.ok("role", "grant-permission", "r", "readwrite", "app");
            asRoot.ok("user", "grant-role", "alice", "r");
            asRoot.ok("auth", "enable");
            assertThat(asAlice.ok("put", "app", "1")).isEqualTo("OK");
            assertThat(asAlice.run("put", "other", "1").err()).contains("etcdserver: permission denied");
            assertThat(asRoot.ok("put", "other", "1")).isEqualTo("OK");
            // The member's own certificate names no user.
            assertThat(etcdctl(endpoint, pki, member).run("get", "app").err())
                    .contains("etcdserver: permission denied");
        }
    }

    private static Etcdctl etcdctl(String endpoint, TestPki pki, TlsFiles who) {
        return new Etcdctl(
                endpoint,
                "--cacert=" + pki.ca(),
                "--cert=" + who.serving().certificate(),
                "--key=" + who.serving().key());
    }
}
