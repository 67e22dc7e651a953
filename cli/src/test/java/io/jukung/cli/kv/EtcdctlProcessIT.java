package io.jukung.cli.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jukung.cli.JukungProcess;
import io.jukung.testing.Needs;
import io.jukung.testing.RealTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes on until it is interrupted, runs other programs or writes files, against a real etcd. */
@Needs(tools = {"etcd", "etcdctl", "etcdutl"})
class EtcdctlProcessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path folder;

    private static RealEtcd etcd;

    @BeforeAll
    static void start() throws IOException {
        etcd = RealEtcd.start(folder.resolve("etcd"));
    }

    @AfterAll
    static void stop() {
        etcd.close();
    }

    private record Ran(int exit, String out, String err) {}

    /** In this process. */
    private static Ran run(String... arguments) {
        return at(etcd.endpoint(), arguments);
    }

    private static Ran at(String endpoints, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = new Etcdctl("jukung kv", "3.5.30", Set.of())
                .run(
                        List.of(arguments),
                        Map.of("ETCDCTL_ENDPOINTS", endpoints),
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** As the program it is, writing to a file. */
    private static Process start(Path out, String... arguments) throws IOException {
        return JukungProcess.builder(
                        Stream.concat(Stream.of("kv", "--endpoints=" + etcd.endpoint()), Arrays.stream(arguments))
                                .toList())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aLockIsHeldWhileACommandRunsAndItsExitCodeIsPassedOn() throws Exception {
        var out = folder.resolve("locked");
        var holder = start(out, "lock", "work", "--", "sh", "-c", "echo $ETCD_LOCK_KEY $ETCD_LOCK_REV; exit 7");
        assertThat(holder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(holder.exitValue()).isEqualTo(7);
        assertThat(Files.readString(out)).matches("work/[0-9a-f]+ \\d+\n");
        assertThat(run("get", "--prefix", "work/").out()).isEmpty();
    }

    @Test
    void whoWaitsForALockGetsItWhenTheHolderIsInterrupted() throws Exception {
        var out = folder.resolve("held");
        var holder = start(out, "lock", "turn", "--ttl=600");
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(out).startsWith("turn/"));
            var next = start(folder.resolve("next"), "lock", "turn", "true");
            await().atMost(PATIENCE)
                    .until(() -> run("get", "--prefix", "--keys-only", "turn/")
                                    .out()
                                    .lines()
                                    .count()
                            == 4);
            assertThat(next.isAlive()).isTrue();
            // The lease would keep the lock for ten minutes.
            holder.destroy();
            assertThat(next.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(next.exitValue()).isZero();
        } finally {
            holder.destroyForcibly();
        }
        await().atMost(PATIENCE)
                .until(() -> run("get", "--prefix", "turn/").out().isEmpty());
    }

    @Test
    void anElectionsLeaderIsObserved() throws Exception {
        var won = folder.resolve("won");
        var seen = folder.resolve("seen");
        var observer = start(seen, "elect", "-l", "chief");
        var candidate = start(won, "elect", "chief", "first");
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(won).endsWith("\nfirst\n"));
            await().atMost(PATIENCE).until(() -> Files.readString(seen).equals(Files.readString(won)));
        } finally {
            observer.destroy();
            candidate.destroy();
            candidate.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            observer.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aWatchPrintsWhatEtcdctlPrintsAndRunsACommandForEachChange() throws Exception {
        long revision = revision() + 1;
        run("put", "seen", "a");
        run("put", "seen", "two\n\"lines\"");
        run("del", "seen");
        var arguments = new String[] {
            "watch",
            "seen",
            "--rev=" + revision,
            "--prev-kv",
            "--",
            "sh",
            "-c",
            "echo $ETCD_WATCH_REVISION $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY $ETCD_WATCH_VALUE"
        };
        var ours = folder.resolve("watch-ours");
        var theirs = folder.resolve("watch-theirs");
        var one = start(ours, arguments);
        var command = new ArrayList<>(List.of(RealTools.get("etcdctl").toString(), "--endpoints=" + etcd.endpoint()));
        command.addAll(List.of(arguments));
        var other = new ProcessBuilder(command).redirectOutput(theirs.toFile()).start();
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(theirs).contains("\"DELETE\""));
            await().atMost(PATIENCE).until(() -> Files.readString(ours).contains("\"DELETE\""));
            assertThat(Files.readString(ours)).isEqualTo(Files.readString(theirs));
        } finally {
            one.destroy();
            other.destroy();
        }
    }

    @Test
    void watchesAreOpenedLineByLine() throws Exception {
        var out = folder.resolve("interactive");
        var watching = start(out, "watch", "-i");
        try (var lines = watching.outputWriter()) {
            lines.write("watch line-a --rev=1\nwatch line- --prefix --rev=1\n");
            lines.flush();
            run("put", "line-a", "x");
            await().atMost(PATIENCE).until(() -> Files.readString(out).equals("PUT\nline-a\nx\nPUT\nline-a\nx\n"));
            lines.write("progress\n");
            lines.flush();
            await().atMost(PATIENCE).until(() -> Files.readString(out).contains("progress notify: "));
        } finally {
            assertThat(watching.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(watching.exitValue()).isEqualTo(Exit.INVALID_INPUT.code());
        }
    }

    @Test
    void aSnapshotIsOneThatEtcdutlTakes() throws Exception {
        var file = folder.resolve("snapshot.db");
        var saved = run("snapshot", "save", file.toString());
        assertThat(saved).isEqualTo(new Ran(0, "Snapshot saved at " + file + "\n", ""));
        assertThat(folder.resolve("snapshot.db.part")).doesNotExist();
        var restored = new ProcessBuilder(
                        RealTools.get("etcdutl").toString(),
                        "snapshot",
                        "restore",
                        file.toString(),
                        "--data-dir=" + folder.resolve("restored"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(restored.waitFor()).isZero();
        assertThat(run("snapshot", "restore", file.toString(), "--data-dir=" + folder.resolve("ours"))
                        .exit())
                .isZero();
        assertThat(folder.resolve("ours/IDENTITY")).exists();
    }

    @Test
    void checkDatascaleSaysWhatEtcdctlSays() throws Exception {
        var arguments = List.of("check", "datascale", "--auto-compact", "--auto-defrag", "--prefix=much/");
        var out = folder.resolve("datascale");
        // Its own: it compacts.
        try (var checked = RealEtcd.start(folder.resolve("checked"))) {
            var command =
                    new ArrayList<>(List.of(RealTools.get("etcdctl").toString(), "--endpoints=" + checked.endpoint()));
            command.addAll(arguments);
            var real = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
            assertThat(real.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var ours = at(checked.endpoint(), arguments.toArray(String[]::new));
            assertThat(ours.exit()).isEqualTo(real.exitValue());
            assertThat(withoutFigures(ours.out())).isEqualTo(withoutFigures(Files.readString(out)));
        }
    }

    /** Nor the bar that etcdctl draws. */
    private static List<String> withoutFigures(String out) {
        return out.lines()
                .map(line -> line.replaceAll(".*\r.*", "").replaceAll("(revision|used :) -?[0-9.]+", "$1 N"))
                .filter(line -> !line.isBlank() && !line.contains("%"))
                .toList();
    }

    @Test
    void aMirrorFollows() throws Exception {
        run("put", "from/before", "1");
        var mirror = start(
                folder.resolve("mirror"), "make-mirror", etcd.endpoint(), "--prefix=from/", "--dest-prefix=copy/");
        try {
            await().atMost(PATIENCE).until(() -> run("get", "copy/before").out().equals("copy/before\n1\n"));
            run("put", "from/after", "2");
            run("del", "from/before");
            await().atMost(PATIENCE)
                    .until(() -> run("get", "--prefix", "copy/").out().equals("copy/after\n2\n"));
        } finally {
            mirror.destroy();
        }
    }

    @Test
    void anAddressThatDoesNotAnswerIsPassedOver() {
        var both = "127.0.0.1:1," + etcd.endpoint();
        assertThat(at(both, "put", "over", "1").out()).isEqualTo("OK\n");
        var health = at(both, "endpoint", "health", "--command-timeout=1s");
        assertThat(health.exit()).isEqualTo(1);
        assertThat(health.out()).startsWith(etcd.endpoint() + " is healthy");
        assertThat(health.err()).isEqualTo("""
                        127.0.0.1:1 is unhealthy: failed to commit proposal: context deadline exceeded
                        Error: unhealthy cluster
                        """);
        assertThat(at("127.0.0.1:1", "get", "over", "--command-timeout=500ms"))
                .isEqualTo(new Ran(1, "", "Error: context deadline exceeded\n"));
    }

    @Test
    void anEncryptedStoreIsCheckedWithTheAuthorityGiven() throws Exception {
        var data = folder.resolve("tls");
        try (var secure = RealEtcd.startWithTls(data)) {
            var address = "https://" + secure.endpoint();
            var authority = "--cacert=" + data.resolve("fixtures/client/cert.pem");
            assertThat(at(address, "put", "a", "1", authority).out()).isEqualTo("OK\n");
            assertThat(at(secure.endpoint(), "get", "a", authority).out()).isEqualTo("a\n1\n");
            assertThat(at(address, "get", "a", "--insecure-skip-tls-verify").out())
                    .isEqualTo("a\n1\n");
            assertThat(at(address, "get", "a", "--command-timeout=1s").exit()).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatTheStoreForgotIsFetchedAnew() throws Exception {
        try (var forgetful = RealEtcd.startForgetful(folder.resolve("forgetful"))) {
            var address = forgetful.endpoint();
            at(address, "user", "add", "root:secret");
            assertThat(at(address, "auth", "enable").out()).isEqualTo("Authentication Enabled\n");
            // The lock is given up with a token that was not used for longer than it is known.
            assertThat(at(address, "--user=root:secret", "lock", "long", "sleep", "3"))
                    .isEqualTo(new Ran(0, "", ""));
            assertThat(at(address, "--user=root:secret", "get", "--prefix", "long/"))
                    .isEqualTo(new Ran(0, "", ""));
        }
    }

    @Test
    void throughALinkNamedEtcdctlTheProgramIsEtcdctl() throws Exception {
        var link = Files.createSymbolicLink(
                folder.resolve("etcdctl"), RealTools.projectRoot().resolve("jukung"));
        var out = folder.resolve("version");
        var process = new ProcessBuilder(link.toString(), "version")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out)).isEqualTo("etcdctl version: 3.5.30\nAPI version: 3.5\n");
    }

    private static long revision() {
        var out = run("get", "none", "-w", "fields").out();
        return Long.parseLong(out.replaceAll("(?s).*\"Revision\" : (\\d+).*", "$1"));
    }
}
