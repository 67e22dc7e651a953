package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands against a real etcd and against us give the same output, exit code and errors. */
@Needs(tools = {"etcd", "etcdctl"})
class EtcdctlTourIT {

    /** A command line; for some with what is typed. */
    private record Step(String input, List<String> arguments) {
        static Step of(String... arguments) {
            return new Step("", List.of(arguments));
        }

        static Step typed(String input, String... arguments) {
            return new Step(input, List.of(arguments));
        }
    }

    private static final List<Step> TOUR = List.of(
            Step.of("get", "", "--from-key", "-w", "json"),
            Step.of("put", "a", "1", "-w", "json"),
            Step.of("put", "a", "2", "--prev-kv", "-w", "json"),
            Step.of("put", "b", "x"),
            Step.of("put", "c/1", "one"),
            Step.of("put", "c/2", "two"),
            Step.of("put", "c/3", "three"),
            Step.of("get", "a", "-w", "json"),
            Step.of("get", "a", "--rev=2", "-w", "json"),
            Step.of("get", "a", "--rev=999"),
            Step.of("get", "missing", "-w", "json"),
            Step.of("get", "c/", "--prefix", "-w", "json"),
            Step.of("get", "c/", "--prefix", "--limit=2", "-w", "json"),
            Step.of("get", "c/", "--prefix", "--keys-only"),
            Step.of("get", "c/", "--prefix", "--count-only", "-w", "json"),
            Step.of("get", "c/", "--prefix", "--order=DESCEND", "--sort-by=MODIFY", "-w", "json"),
            Step.of("get", "c/", "--prefix", "--sort-by=VALUE", "-w", "json"),
            Step.of("get", "b", "--from-key", "-w", "json"),
            Step.of("get", "a", "c/2", "-w", "json"),
            Step.of("get", "z", "a", "-w", "json"),
            Step.of("get", "a", "--consistency=s", "-w", "json"),
            Step.of("put", "", "x"),
            Step.of("put", "a", "--ignore-value", "-w", "json"),
            Step.of("put", "nokey", "--ignore-value"),
            Step.of("put", "nokey", "v", "--ignore-lease"),
            Step.of("put", "a", "v", "--lease=1234"),
            Step.of("del", "missing", "-w", "json"),
            Step.of("del", "c/1", "--prev-kv", "-w", "json"),
            Step.of("del", "c/", "--prefix", "-w", "json"),
            Step.typed("mod(\"a\") > \"0\"\n\nput a tx\nput d new\nget a\n\nget a\n\n", "txn", "-i", "-w", "json"),
            Step.typed("create(\"nothere\") = \"0\"\n\nput nothere 1\n\nget nothere\n\n", "txn", "-i"),
            Step.typed("value(\"a\") = \"wrong\"\n\nput a never\n\nget a\nget b\n\n", "txn", "-i", "-w", "json"),
            Step.typed("\nput twice 1\nput twice 2\n\n\n", "txn", "-i"),
            Step.typed("version(\"a\") > \"0\"\n\nget a\n\nget b\n\n", "txn", "-i", "-w", "json"),
            Step.of("lease", "grant", "600", "-w", "fields"),
            Step.of("lease", "revoke", "7fffffff"),
            Step.of("lease", "timetolive", "7fffffff"),
            Step.of("lease", "keep-alive", "--once", "7fffffff"),
            Step.of("watch", "--rev=1", "--prefix", "nothing-of-this"),
            Step.of("compaction", "5"),
            Step.of("compaction", "5"),
            Step.of("compaction", "5000"),
            Step.of("get", "a", "--rev=3"),
            Step.of("get", "a", "--rev=5", "-w", "json"),
            Step.of("compaction", "6", "--physical"),
            Step.of("alarm", "list"),
            Step.of("alarm", "disarm"),
            Step.of("endpoint", "health"),
            Step.of("defrag"),
            Step.of("check", "perf", "--load=nonsense"));

    private static final List<Pattern> VARYING = List.of(
            Pattern.compile("\"(cluster_id|member_id|raft_term)\":\\d+,?"),
            Pattern.compile("\"(ClusterID|MemberID|RaftTerm)\" : \\d+\n?"),
            Pattern.compile("127\\.0\\.0\\.1:\\d+"),
            Pattern.compile("took = [^ ]*"),
            Pattern.compile("took [0-9.]+[a-zµ]+"),
            Pattern.compile("\"ID\" : \\d+"),
            Pattern.compile("\"(ts|caller|target|logger)\":\"[^\"]*\",?"),
            Pattern.compile("retry_interceptor.go:\\d+|\\{[^{}]*etcd-client[^{}]*(\\{[^{}]*\\}[^{}]*)*\\}"));

    private static String stable(String output) {
        var text = output;
        for (var varying : VARYING) {
            text = varying.matcher(text).replaceAll("");
        }
        return text;
    }

    private static void compareTour(String endpointsOfEtcd, Etcdctl ours) {
        var etcd = new Etcdctl(endpointsOfEtcd);
        var differences = new ArrayList<String>();
        for (var step : TOUR) {
            if (step.arguments().getFirst().equals("watch")) {
                continue; // does not end: see WatchIT
            }
            var arguments = step.arguments().toArray(String[]::new);
            var theirs = etcd.runWithInput(step.input(), arguments);
            var mine = ours.runWithInput(step.input(), arguments);
            if (theirs.exit() != mine.exit()
                    || !stable(theirs.out()).equals(stable(mine.out()))
                    || !stable(theirs.err()).equals(stable(mine.err()))) {
                differences.add(String.join(" ", arguments) + "\n  etcd: " + theirs + "\n  ours: " + mine);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void oneMemberAnswersAsEtcd(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            compareTour(etcd.endpoint(), new Etcdctl(cluster.endpoints()));
        }
    }

    @Test
    void aFollowerOfThreeAnswersAsEtcd(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 3)) {
            compareTour(etcd.endpoint(), new Etcdctl(cluster.endpoint(cluster.aFollower())));
        }
    }
}
