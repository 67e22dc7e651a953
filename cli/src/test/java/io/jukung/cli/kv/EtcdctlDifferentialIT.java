package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same commands with the real etcdctl and with ours, each against an etcd of its own: what is printed, what is said on
 * standard error and the exit code are the same, but for ids, terms, times and sizes.
 */
@Needs(tools = {"etcd", "etcdctl"})
class EtcdctlDifferentialIT {

    /** One command of the table. */
    private record Command(String text, List<String> words, String input) {}

    private record Result(int exit, String out, String err) {}

    /** Runs a command in one of the two ways. */
    private interface Client {
        Result run(List<String> arguments, String input) throws Exception;
    }

    /** An etcd and who talks to it; remembers the ids it was given. */
    private static final class Side {

        private final Client client;
        private final RealEtcd etcd;
        private final Path snapshot;
        private final Path folder;
        private String lease = "0";
        private String member = "0";

        /** A snapshot that both sides read, and where this one may write. */
        Side(Client client, RealEtcd etcd, Path snapshot, Path folder) {
            this.client = client;
            this.etcd = etcd;
            this.snapshot = snapshot;
            this.folder = folder;
        }

        Result run(Command command, Printer.Format format) throws Exception {
            var words = command.words().stream()
                    .map(word -> word.replace("$LEASE", lease)
                            .replace("$MEMBER", member)
                            .replace("$SNAPSHOT", snapshot.toString())
                            .replace("$FOLDER", folder.toString()))
                    .toList();
            var arguments = Stream.concat(
                            Stream.of("--endpoints=" + etcd.endpoint(), "-w", format.label()), words.stream())
                    .toList();
            var result = client.run(arguments, command.input());
            if (command.text().startsWith("lease grant 3")) {
                lease = newest("lease list", "[0-9a-f]{16}");
            }
            if (command.text().startsWith("member add")
                    && result.out().length() + result.err().length() > 0) {
                member = newest("member list", "[0-9a-f]{13,16}(?=, unstarted)", member);
            }
            var out = normal(result.out());
            return new Result(
                    result.exit(), command.text().contains("member ") ? sorted(out) : out, errors(result.err()));
        }

        /** Members come in the order of their ids, which no run repeats. */
        private static String sorted(String out) {
            return Stream.of(out.split("[\n,\"{}]")).sorted().collect(Collectors.joining("\n"));
        }

        private String newest(String command, String pattern, String... otherwise) throws Exception {
            var out = client.run(List.of(("--endpoints=" + etcd.endpoint() + " " + command).split(" ")), "")
                    .out();
            var matcher = Pattern.compile(pattern).matcher(out);
            var found = otherwise.length > 0 ? otherwise[0] : "0";
            while (matcher.find()) {
                found = matcher.group();
            }
            return found;
        }

        /** Without what differs from run to run; Debian's etcdctl draws its tables' lines with other letters. */
        private String normal(String text) {
            return text.replace(etcd.endpoint(), "ENDPOINT")
                    .replace(folder.toString(), "FOLDER")
                    .replace(etcd.peer(), "PEER")
                    .replaceAll("[┌┬┐├┼┤└┴┘]", "+")
                    .replace('│', '|')
                    .replace('─', '-')
                    .replaceAll("-{3,}", "---")
                    .replaceAll(" {2,}", " ")
                    .replaceAll("\\b[0-9a-f]{12,16}\\b", "ID")
                    .replaceAll("\\b\\d{15,20}\\b", "ID")
                    .replaceAll("\\b\\d+(\\.\\d+)?(ms|µs|s)\\b", "TIME")
                    .replaceAll("(\"raft_?(T|t)erm\"|\"RaftTerm\" )([: ]+)\\d+", "$1$3N")
                    .replaceAll(
                            "(\"(hash|Hash|raftIndex|raftAppliedIndex|RaftIndex|RaftAppliedIndex|dbSize|dbSizeInUse|DBSize)\" ?:) ?\\d+",
                            "$1 N")
                    .replaceAll("ENDPOINT, \\d+$", "ENDPOINT, N")
                    .replaceAll("\\b\\d+ kB, true, false, \\d+, \\d+, \\d+", "STATE")
                    .replaceAll("\\b\\d+ kB \\| true \\| false \\| \\d+ \\| \\d+ \\| \\d+", "STATE")
                    .replaceAll("ENDPOINT \\| \\d+ \\|", "ENDPOINT | N |")
                    .replaceAll("\"ttl\":29\\d|\"TTL\" : 29\\d|remaining\\(TIME\\)", "REMAINING");
        }

        /** What etcdctl itself says; its library's log is left out, and so are hints that only ours gives. */
        private String errors(String text) {
            return normal(text)
                    .lines()
                    .filter(line -> !line.startsWith("{\"level\"")
                            && !line.contains("\tinfo\t")
                            && !line.startsWith("stty:")
                            && !line.startsWith("In etcd v3.6")
                            && !line.startsWith("the keys from the first")
                            && !line.startsWith("see: ")
                            && !line.startsWith("Run '")
                            && !line.isBlank())
                    .distinct()
                    .map(line -> line.replace("\"etcdctl\"", "PROGRAM").replace("\"jukung kv\"", "PROGRAM"))
                    .reduce("", (all, line) -> all + line + "\n");
        }
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = Printer.Format.class,
            names = {"SIMPLE", "JSON", "FIELDS", "TABLE"})
    void commandsDoAndSayTheSame(Printer.Format format) throws Exception {
        var differences = new ArrayList<String>();
        try (var one = RealEtcd.start(folder.resolve("theirs"));
                var other = RealEtcd.start(folder.resolve("ours"))) {
            var snapshot = folder.resolve("snapshot.db");
            real(List.of("--endpoints=" + one.endpoint(), "snapshot", "save", snapshot.toString()), "");
            var theirs = new Side(EtcdctlDifferentialIT::real, one, snapshot, folder.resolve("theirs"));
            var ours = new Side(EtcdctlDifferentialIT::ours, other, snapshot, folder.resolve("ours"));
            for (var command : commands()) {
                var expected = theirs.run(command, format);
                var actual = ours.run(command, format);
                // etcdctl itself panics at: alarm disarm -w fields.
                if (expected.err().startsWith("panic:")) {
                    continue;
                }
                if (!expected.equals(actual) && !(usage(expected) && sameButUsage(expected, actual))) {
                    differences.add(command.text() + "\n  etcdctl: " + expected + "\n  ours:    " + actual);
                }
            }
        }
        assertThat(String.join("\n", differences)).isEmpty();
    }

    /** For a wrong flag etcdctl prints its help on standard output; ours says where to find it. */
    private static boolean usage(Result result) {
        return result.out().startsWith("NAME:") || result.err().startsWith("Usage:");
    }

    private static boolean sameButUsage(Result expected, Result actual) {
        return expected.exit() == actual.exit()
                && expected.err().contains(actual.err().strip());
    }

    private static Result real(List<String> arguments, String input) throws Exception {
        var command = new ArrayList<String>();
        command.add(RealTools.get("etcdctl").toString());
        command.addAll(arguments);
        var process = new ProcessBuilder(command).start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closedBefore) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        var err = new ByteArrayOutputStream();
        var drain = Thread.startVirtualThread(() -> {
            try {
                process.getErrorStream().transferTo(err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as(arguments.toString())
                .isTrue();
        drain.join();
        return new Result(process.exitValue(), out, err.toString(StandardCharsets.UTF_8));
    }

    private static Result ours(List<String> arguments, String input) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = new Etcdctl("jukung kv", "3.5.30", Set.of())
                .run(
                        arguments,
                        Map.of(),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<Command> commands() throws IOException {
        var commands = new ArrayList<Command>();
        try (var table = EtcdctlDifferentialIT.class.getResourceAsStream("etcdctl-commands.txt")) {
            var text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
            for (var line : text.lines().toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                var parts = line.split(" << ", 2);
                var latin = new String(parts[0].getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                var input = parts.length == 1
                        ? ""
                        : parts[1].replace("\\\\", "\u0000")
                                .replace("\\n", "\n")
                                .replace("\u0000", "\\");
                commands.add(new Command(line, Words.split(latin), input));
            }
        }
        return commands;
    }
}
