package io.jukung.cli.kv;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.InitialCluster;
import io.jukung.store.Bootstrap;
import io.jukung.store.RestoredMember;
import io.jukung.store.backup.Restore;
import io.jukung.store.backup.SnapshotStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What etcdctl 3.5 does with snapshot files, deprecated there in favour of etcdutl. The data directory that {@code restore}
 * makes is a member's of ours.
 */
final class SnapshotFileVerbs {

    static final Verb STATUS = new Verb(
            "snapshot status",
            "FILE",
            "Tell a snapshot's hash, revision, number of keys and size.",
            List.of(),
            SnapshotFileVerbs::status);

    static final Verb RESTORE = new Verb(
            "snapshot restore",
            "FILE",
            "Make a data directory of our store from a snapshot (of etcd or ours).",
            List.of(
                    Flag.number("bump-revision", "0", "add to the newest revision, so that none comes again"),
                    Flag.text("data-dir", "", "where the member's data will be (default NAME.etcd)"),
                    Flag.text(
                            "initial-advertise-peer-urls", "http://localhost:2380", "how other members reach this one"),
                    Flag.text("initial-cluster", "default=http://localhost:2380", "all members of the new cluster"),
                    Flag.text("initial-cluster-token", "etcd-cluster", "keeps the new cluster apart from others"),
                    Flag.number("initial-memory-map-size", "0", "without meaning: nothing is mapped"),
                    Flag.toggle("mark-compacted", "with --bump-revision: what was before is compacted"),
                    Flag.text("name", "default", "the member's name"),
                    Flag.toggle("skip-hash-check", "take a file without a hash, as a data directory has it"),
                    Flag.text("wal-dir", "", "not supported: move the log there before the start")),
            SnapshotFileVerbs::restore);

    private SnapshotFileVerbs() {}

    private static void deprecate(Invocation run, String what) {
        run.remark("Deprecated: Use `etcdutl snapshot " + what + "` instead.\n");
    }

    private static void status(Invocation run) {
        deprecate(run, "status");
        run.require(run.words().size() == 1, "snapshot status requires exactly one argument");
        var file = Path.of(run.word(0));
        if (!Files.exists(file)) {
            throw new KvFailure(Exit.ERROR, "stat " + file + ": no such file or directory");
        }
        try {
            run.print(SnapshotText.answer(SnapshotStatus.of(file)));
        } catch (IOException e) {
            throw new KvFailure(Exit.ERROR, "invalid database");
        }
    }

    private static void restore(Invocation run) {
        deprecate(run, "restore");
        run.require(run.words().size() == 1, "snapshot restore requires exactly one argument");
        var arguments = run.arguments();
        long bump = arguments.number("bump-revision");
        run.require(bump > 0 == arguments.on("mark-compacted"), "--mark-compacted required if --revision-bump > 0");
        var file = Path.of(run.word(0));
        try {
            var member = member(arguments);
            if (!isFree(member.dataDir())) {
                throw new KvFailure(
                        Exit.ERROR,
                        "data-dir " + GoText.quote(member.dataDir().toString()) + " not empty or could not be read");
            }
            if (!Files.exists(file)) {
                throw new KvFailure(Exit.ERROR, "open " + file + ": no such file or directory");
            }
            member.restore(file, arguments.on("skip-hash-check"), new Restore.Options(bump, bump > 0));
        } catch (CommandFailure | IllegalArgumentException e) {
            throw new KvFailure(Exit.ERROR, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new KvFailure(Exit.ERROR, CommandFailure.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KvFailure(Exit.INTERRUPTED, "the restore was interrupted");
        }
    }

    private static boolean isFree(Path directory) {
        if (!Files.exists(directory)) {
            return true;
        }
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    private static RestoredMember member(Arguments arguments) {
        if (!arguments.text("wal-dir").isEmpty()) {
            throw new KvFailure(
                    Exit.ERROR,
                    "--wal-dir is not supported by restore: move the directory raft of --data-dir there afterwards");
        }
        var name = arguments.text("name");
        var dataDir = arguments.text("data-dir");
        var given = arguments.text("initial-cluster");
        var members = given.isEmpty() ? Map.<String, List<URI>>of() : InitialCluster.parse(given);
        if (!members.containsKey(name)) {
            throw new KvFailure(
                    Exit.ERROR,
                    "couldn't find local name " + GoText.quote(name) + " in the initial cluster configuration");
        }
        return new RestoredMember(
                name,
                Path.of(dataDir.isEmpty() ? name + ".etcd" : dataDir),
                new Bootstrap(members, arguments.text("initial-cluster-token"), Bootstrap.State.NEW, false),
                InitialCluster.urls("--initial-advertise-peer-urls", arguments.text("initial-advertise-peer-urls")));
    }
}
