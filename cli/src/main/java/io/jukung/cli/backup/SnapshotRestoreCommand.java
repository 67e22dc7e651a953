package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.store.RestoredMember;
import io.jukung.store.backup.Restore;
import io.jukung.store.migrate.PointInTime;
import io.jukung.store.mvcc.StoreMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung store snapshot restore}: a member's data directory from a snapshot of etcd or ours. */
@Command(
        name = "restore",
        description = {
            "Make a member's data directory from a snapshot (etcd 3.4 to 3.6, or ours).",
            "Run it for each member of the new cluster, with the same file."
        })
final class SnapshotRestoreCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "What snapshot save wrote; or member/snap/db of an etcd that is stopped, with --skip-hash-check.")
    private @Nullable Path file;

    @Option(
            names = "--from-backup",
            paramLabel = "DIR",
            description = "Restore from what jukung store backup keeps, instead of a file.")
    private @Nullable Path backup;

    @Option(
            names = "--revision",
            paramLabel = "N",
            description = "With --from-backup: the state as of this revision (default: the newest).")
    private @Nullable Long revision;

    @Mixin
    private NewMemberOptions newMember = new NewMemberOptions();

    @Option(names = "--skip-hash-check", description = "Take a file without a hash, as a data directory has it.")
    private boolean skipHashCheck;

    @Option(
            names = "--bump-revision",
            paramLabel = "N",
            defaultValue = "0",
            description = "Add to the newest revision, so that none the lost cluster gave comes again.")
    private long bumpRevision;

    @Option(
            names = "--mark-compacted",
            description =
                    "With --bump-revision: what was before is compacted, so that watches of the lost cluster end.")
    private boolean markCompacted;

    @Override
    public Integer call() throws InterruptedException {
        if ((file == null) == (backup == null)) {
            throw new CommandFailure("snapshot restore: expected either FILE or --from-backup DIR");
        }
        if (revision != null && backup == null) {
            throw new CommandFailure("--revision: needs --from-backup; a snapshot file is of one revision");
        }
        RestoredMember member = newMember.member();
        Path source = file == null ? backup : file;
        try {
            StoreMark mark = file == null
                    ? fromBackup(member)
                    : member.restore(file, skipHashCheck, new Restore.Options(bumpRevision, markCompacted));
            System.out.println("restored revision " + mark.revision() + " of " + source + " to " + member.dataDir());
            return 0;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailure("snapshot restore " + source + ": " + CommandFailure.reason(e), e);
        }
    }

    private StoreMark fromBackup(RestoredMember member) throws IOException, InterruptedException {
        if (skipHashCheck || bumpRevision != 0 || markCompacted) {
            throw new CommandFailure("--from-backup takes neither --skip-hash-check nor --bump-revision");
        }
        return member.restore(
                new PointInTime(Objects.requireNonNull(backup), revision == null ? PointInTime.NEWEST : revision));
    }
}
