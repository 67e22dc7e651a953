package io.jukung.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    private static String refused(String... arguments) {
        var said = new StringWriter();
        int code = Main.commandLine().setErr(new PrintWriter(said)).execute(arguments);
        assertThat(code).as(said.toString()).isEqualTo(Main.BAD_USAGE);
        return said.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run --workload nothing | --workload: \"nothing\", expected one of register, append",
                "run --workload append --nemesis floods | --nemesis: \"floods\", expected some of none",
                "run --workload append --nodes 4 | nodes: 4, expected 3 or 5",
                "run --workload append --rate -1 | rate: -1.0, expected more than 0",
                "run --workload append --concurrency 0 | concurrency: 0, expected 1 to 1000",
                "run --workload append --time 0 | time: 0 s, expected more than 0",
                "run --workload append --product zookeeper | --product: \"zookeeper\", expected one of jukung, etcd",
                "run --workload append --placement moon | --placement: \"moon\", expected one of namespaces, loopback",
                "run --workload append --bug none-such | bug: \"none-such\", expected",
                "run --workload plane --nemesis partition | --nemesis: \"partition\", expected some of none, kill, loops, node, pause",
                "run --workload plane --product etcd | workload: \"plane\" is of a whole cluster",
                "run --workload plane --flag --snapshot-count=5 | no flags of members",
                "run | --workload",
                "soak --hours 0 | --hours: 0.0, expected more than 0",
                "matrix --seeds 0 | --seeds: 0, expected 1 or more",
                "scenario | NAME: none, expected some, or --all, or --list",
                "scenario etcd-1 | scenario: \"etcd-1\", expected one of etcd-13766, ",
                "scenario etcd-13766 --product zookeeper | --product: \"zookeeper\", expected one of jukung, etcd",
                "scenario etcd-13766 --bug none-such | bug: \"none-such\", expected",
                "scenario etcd-13766 --prove --product etcd | --prove: expected without --bug and --product etcd",
                "nonsense | nonsense",
            })
    void badUsageIsNamed(String command, String said) {
        assertThat(refused(command.strip().split(" "))).contains(said.strip());
    }

    @Test
    void helpNamesTheExitCodes() {
        var out = new StringWriter();
        assertThat(Main.commandLine().setOut(new PrintWriter(out)).execute("--help"))
                .isZero();
        assertThat(out.toString()).contains("Exit codes: 0 passed, 1 violated, 2 bad usage, 3 vacuous");
    }
}
