package io.jukung.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands say of wrong arguments and files, before they reach any server. */
@Isolated("exchanges the process's standard error stream")
class BadInputTest {

    @TempDir
    private Path folder;

    private record Ran(int exitCode, String error) {}

    private Ran run(String... arguments) {
        var error = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
        try {
            int code = Main.execute(arguments);
            return new Ran(code, error.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** With options that keep it off any cluster of this machine. */
    private Ran offline(String command, String... more) {
        return run(Stream.concat(
                        Arrays.stream(command.split(" ")),
                        Stream.concat(Stream.of("--kubeconfig=" + folder.resolve("kubeconfig")), Arrays.stream(more)))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "fly|Unmatched argument at index 0: 'fly'",
                "up --flag|Unknown option: '--flag'",
                "up --members many|'many' is not an int",
                "get|Missing required parameter",
                "store snapshot status|Missing required parameter",
                "store snapshot status x -w yaml|expected one of [simple, table, json, fields]",
                "store snapshot restore x --bump-revision much|'much' is not a long",
                "store backup x|Missing required option: '--endpoints",
                "store migrate|Missing required option: '--endpoints",
                "node|Missing required options"
            })
    void wrongArgumentsEndWithTwoAndALineThatPointsToTheHelp(String command, String message) {
        var ran = run(command.split(" "));
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.error()).startsWith("jukung: ").contains(message).contains("--help");
        assertThat(ran.error().lines().count()).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kv get|128|Error: get command needs one argument as key",
                "kv get --nonsense a|1|Error: unknown flag: --nonsense",
                "kv fly|1|Error: unknown command \"fly\" for \"jukung kv\"",
                "cluster get a|1|Error: unknown command \"get\" for \"jukung cluster\"",
                "kv get a --discovery-srv=a/b|1|Error: dns lookup errors: lookup _etcd-client-ssl._tcp.a/b: a/b is no domain",
                "kv get a --endpoints=nonsense|128|expected HOST:PORT"
            })
    void wrongArgumentsOfStoreCommandsEndAsEtcdctlDoes(String command, int exitCode, String message) {
        var ran = run(command.split(" "));
        assertThat(ran.exitCode()).isEqualTo(exitCode);
        assertThat(ran.error()).contains(message).doesNotContain("\tat ");
    }

    @Test
    void aKubeconfigThatIsNotThereIsNamedWithTheRemedy() {
        var ran = offline("get pods");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.error())
                .contains(folder.resolve("kubeconfig") + " does not exist")
                .contains("jukung up")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [b|is not valid YAML",
                "text|expected an object",
                "current-context: x|no entry \"x\" in contexts",
                "{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c,"
                        + " cluster: {server: 'http://h'}}], users: [{name: u, user: {}}]}|expected https://HOST:PORT",
                "{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c,"
                        + " cluster: {server: 'https://h:1', certificate-authority-data: '*'}}], users: [{name: u,"
                        + " user: {}}]}|certificate"
            })
    void aDamagedKubeconfigIsNamed(String text, String message) throws IOException {
        Files.writeString(folder.resolve("kubeconfig"), text);
        var ran = offline("get pods");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.error()).startsWith("jukung: ").contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: [b|is not valid YAML",
                "a: b|apiVersion and kind must be set",
                "- x|document 1: expected an object",
                "''|no objects in"
            })
    void filesThatHoldNoObjectsAreNamed(String text, String message) throws IOException {
        var file = Files.writeString(folder.resolve("objects.yaml"), text);
        var ran = offline("apply", "-f", file.toString());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.error()).contains(file.toString()).contains(message);
    }

    @Test
    void anUnknownFormatIsNamedBeforeAnythingElse() {
        assertThat(run("status", "--output=xml", "--data-dir=" + folder).error())
                .isEqualTo("jukung: --output=xml: expected json or yaml" + System.lineSeparator());
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        assertThat(offline("apply", "-f", "/does/not/exist.yaml").error())
                .isEqualTo("jukung: the file /does/not/exist.yaml does not exist" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource({
        "status, no cluster in",
        "kubeconfig, no cluster in",
        "kv member list, name a store with --endpoints HOST:PORT"
    })
    void withoutAClusterCommandsSayWhereTheyLooked(String command, String message) {
        var ran = run(Stream.concat(Arrays.stream(command.split(" ")), Stream.of("--data-dir=" + folder))
                .toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.error()).contains(message).contains(folder.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--initial-cluster=a|1|\"a\": expected NAME=URL",
                "--initial-cluster=a=http://[|1|expected URLs",
                "--listen-client-urls=:::|2|expected URLs",
                "--auto-compaction-mode=never|2|expected periodic or revision",
                "--auto-compaction-retention=soon|2|expected a duration",
                "--cert-file=/x|1|go together",
                "--log-level=loud|2|expected debug or info",
                "--nonsense|2|flag provided but not defined: -nonsense",
                "--log-outputs=/does/not/exist/log|1|does not exist",
                "--log-rotation-config-json={} --enable-log-rotation|1|needs one file",
                "--name=a --initial-cluster=b=http://127.0.0.1:1|1|has no member named a"
            })
    void storeFlagsAreNamed(String flags, int exitCode, String message) {
        var ran = run(Stream.concat(
                        Stream.of("store", "--data-dir=" + folder.resolve("store")), Arrays.stream(flags.split(" ")))
                .toArray(String[]::new));
        assertThat(ran.exitCode()).isEqualTo(exitCode);
        assertThat(ran.error()).contains("jukung: ").contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("store")).doesNotExist();
    }
}
