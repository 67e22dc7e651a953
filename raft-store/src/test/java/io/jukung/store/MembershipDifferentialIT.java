package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.testing.FreePorts;
import io.jukung.testing.Needs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What etcd says about changes of its members, right and wrong ones, we say. */
@Needs(tools = {"etcd", "etcdctl"})
class MembershipDifferentialIT {

    /**
     * Steps for etcdctl. SELF is the one running member's id and SELFURL its peer URL, LEARNER the id of the learner
     * that is added on the way; URL1… are addresses where nobody is.
     */
    private static final List<String> STEPS = List.of(
            "member add x --peer-urls=nonsense",
            "member add x --peer-urls=http://127.0.0.1",
            "member add x --peer-urls=ftp://127.0.0.1:1",
            "member add x --peer-urls=http://127.0.0.1:1/path",
            "member add x",
            "member add x --learner --peer-urls=URL1",
            "member add y --learner --peer-urls=URL2",
            "member add y --learner --peer-urls=URL1",
            "member add y --peer-urls=URL1",
            "member add y --peer-urls=SELFURL",
            "member list",
            "member list -w json",
            "member promote LEARNER",
            "member promote SELF",
            "member promote 1234",
            "member update LEARNER --peer-urls=nonsense",
            "member update LEARNER --peer-urls=SELFURL",
            "member update SELF --peer-urls=URL1",
            "member update SELF --peer-urls=SELFURL",
            "member update 1234 --peer-urls=URL4",
            "member list",
            "member remove zz",
            "member remove 1234",
            "member remove SELF",
            "move-leader LEARNER",
            "move-leader 1234",
            "move-leader SELF",
            // After this etcd's list shows the learner as a voter, which it is not: ours goes on to say learner.
            "member update LEARNER --peer-urls=URL3",
            "member remove LEARNER",
            "member remove LEARNER",
            "member promote LEARNER",
            "member update LEARNER --peer-urls=URL5",
            "member list");

    /** Members are listed by id, and ids differ from run to run. */
    private static final Pattern LISTS = Pattern.compile("^member (list|add)");

    private static String unordered(String text) {
        return Pattern.compile("[\\n,{}\\[\\]\"]+").splitAsStream(text).sorted().collect(Collectors.joining("\n"));
    }

    private static final class Script {
        private final Etcdctl etcdctl;
        private final List<Integer> ports = FreePorts.next(5);
        private String learner = "";

        Script(String endpoint) {
            etcdctl = new Etcdctl(endpoint, "--command-timeout=10s");
        }

        private List<List<String>> members() {
            return etcdctl.ok("member", "list")
                    .lines()
                    .map(line -> List.of(line.split(", ", -1)))
                    .toList();
        }

        /** etcd's ids are of a second: within the one in which a URL was added it is the id that exists already. */
        private Etcdctl.Result answer(String... arguments) {
            return await().atMost(Duration.ofSeconds(60))
                    .until(() -> etcdctl.run(arguments), result -> !result.err().contains("member ID already exist"));
        }

        /** Exit status, output and error of each step, with what differs from run to run replaced. */
        List<String> run() {
            var self = members().getFirst();
            var said = new ArrayList<String>();
            for (var step : STEPS) {
                var filled = step.replace("SELFURL", self.get(3))
                        .replace("SELF", self.getFirst())
                        .replace("LEARNER", learner);
                for (int i = 0; i < ports.size(); i++) {
                    filled = filled.replace("URL" + (i + 1), "http://127.0.0.1:" + ports.get(i));
                }
                var result = answer(filled.split(" "));
                if (learner.isEmpty()) {
                    learner = members().stream()
                            .filter(member -> member.getLast().equals("true"))
                            .map(List::getFirst)
                            .findFirst()
                            .orElse("");
                }
                var text = stable(result.out() + stable(result.err()), self.getFirst());
                said.add(step + " -> " + result.exit() + "\n"
                        + (LISTS.matcher(step).find() ? unordered(text) : text));
            }
            return said;
        }

        private String stable(String text, String self) {
            return stable(text.replace(self, "SELF").replace(learner.isEmpty() ? "LEARNER" : learner, "LEARNER"));
        }

        private static String stable(String text) {
            var lines = text.replaceAll("127\\.0\\.0\\.1:\\d+", "ADDRESS")
                    // Ids stand in columns of 16: one in sixteen is shorter.
                    .replaceAll("Member +(SELF|LEARNER)", "Member $1")
                    .replaceAll("(cluster) +[0-9a-f]{12,16}", "$1 CLUSTER")
                    .replaceAll("\"(cluster_id|member_id|ID|raft_term)\":\\d+", "\"$1\":0")
                    .replaceAll("^\\{\"level\".*", "")
                    .lines();
            return String.join(
                    "\n", lines.filter(line -> !line.startsWith("{\"level")).toList());
        }
    }

    @Test
    void everyStepIsAnsweredAsByEtcd(@TempDir Path directory) throws Exception {
        try (var etcd = RealEtcd.start(directory.resolve("etcd"));
                var cluster = TestCluster.start(directory, 1)) {
            var theirs = new Script(etcd.endpoint()).run();
            var ours = new Script(cluster.endpoint("m1")).run();
            assertThat(ours).containsExactlyElementsOf(theirs);
            assertThat(theirs).hasSameSizeAs(STEPS);
        }
    }
}
