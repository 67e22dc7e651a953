package io.jukung.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.JukungProcess;
import io.jukung.cli.kv.Etcdctl;
import io.jukung.cli.kv.RealEtcd;
import io.jukung.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Copies of an etcd that wants to know who asks, and forgets it after a second. */
@Needs(tools = "etcd")
class LiveCopyCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private RealEtcd etcd;

    @BeforeEach
    void aSourceWithUsers() throws Exception {
        etcd = RealEtcd.startForgetful(folder.resolve("etcd"));
        kv("put", "a", "1");
        kv("user", "add", "root:secret");
        kv("user", "add", "other:secret");
        kv("auth", "enable");
    }

    @AfterEach
    void noSource() {
        etcd.close();
    }

    private void kv(String... arguments) {
        var all = Stream.concat(
                        Stream.of("--endpoints=" + etcd.endpoint(), "--command-timeout=10s"), Arrays.stream(arguments))
                .toList();
        assertThat(new Etcdctl("jukung kv", "3.5.30", Set.of()).run(all))
                .as(all.toString())
                .isZero();
    }

    private int run(Callable<Integer> command, String... arguments) throws Exception {
        new CommandLine(command)
                .parseArgs(Stream.concat(Stream.of("--from=" + etcd.endpoint()), Arrays.stream(arguments))
                        .toArray(String[]::new));
        return command.call();
    }

    private Process start(Path out, String user, String password, String input, String... arguments) throws Exception {
        var builder = JukungProcess.builder(
                Stream.concat(Stream.of("store", "migrate", "--from=" + etcd.endpoint()), Arrays.stream(arguments))
                        .toList());
        builder.redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("ETCDCTL_USER", user);
        builder.environment().put("ETCDCTL_PASSWORD", password);
        var process = builder.start();
        try (var stdin = process.outputWriter()) {
            stdin.write(input);
        }
        return process;
    }

    private static void awaitCopied(Path out) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.readString(out)).contains("copied up to revision"));
    }

    @Test
    void whoMayNotCopyIsToldSo() {
        var backup = folder.resolve("backup").toString();
        assertThatThrownBy(() -> run(new BackupCommand(), backup, "--once"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("does not answer Snapshot: auth: user name is empty");
        assertThatThrownBy(() -> run(new BackupCommand(), backup, "--once", "--user=root:wrong"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("authentication failed, invalid user ID or password");
        assertThatThrownBy(() -> run(new BackupCommand(), backup, "--once", "--user=other:secret"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("auth: permission denied");
    }

    @Test
    void aBackupAndAMigrationFromItLogInAndOutliveTheirToken() throws Exception {
        var backup = folder.resolve("backup").toString();
        var made = folder.resolve("m1");
        assertThat(run(new BackupCommand(), backup, "--once", "--user=root", "--password=secret"))
                .isZero();
        kv("--user=root:secret", "put", "a", "2");
        assertThat(run(
                        new MigrateCommand(),
                        "--user=root:secret",
                        "--from-backup=" + backup,
                        "--data-dir=" + made,
                        "--follow",
                        "--until-idle=3"))
                .isZero();
        assertThat(made.resolve("IDENTITY")).exists();
    }

    @Test
    void anInterruptedMigrationLeavesNothingAndSaysWhatToDo() throws Exception {
        var parent = Files.createDirectory(folder.resolve("parent"));
        var out = folder.resolve("out");
        var migration = start(out, "root", "secret", "", "--data-dir=" + parent.resolve("m1"), "--follow");
        try {
            awaitCopied(out);
            migration.destroy();
            assertThat(migration.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            migration.destroyForcibly();
        }
        assertThat(migration.exitValue()).isEqualTo(143);
        assertThat(Files.readString(out)).endsWith(parent.resolve("m1") + " was not made: run the same again\n");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatAKilledMigrationLeftIsRemovedByTheNext() throws Exception {
        var parent = Files.createDirectory(folder.resolve("parent"));
        var out = folder.resolve("out");
        // The password is the first line of standard input.
        var migration = start(out, "root", "", "secret\n", "--data-dir=" + parent.resolve("m1"), "--follow");
        try {
            awaitCopied(out);
        } finally {
            migration.destroyForcibly().waitFor();
        }
        try (var left = Files.list(parent)) {
            assertThat(left).hasSize(1);
        }
        assertThat(run(new MigrateCommand(), "--user=root:secret", "--data-dir=" + parent.resolve("m1")))
                .isZero();
        try (var left = Files.list(parent)) {
            assertThat(left).containsExactly(parent.resolve("m1"));
        }
    }
}
