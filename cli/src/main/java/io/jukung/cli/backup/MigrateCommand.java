package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.StoreConnection;
import io.jukung.store.RestoredMember;
import io.jukung.store.migrate.ChangeFeed;
import io.jukung.store.migrate.Migration;
import io.jukung.store.migrate.PointInTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung store migrate}: a member's data directory from a running store, each change at the revision it had there. */
@Command(
        name = "migrate",
        description = {
            "Make a member's data directory from a running store, revisions, versions and leases as they are there.",
            "Run it for each member of the new cluster, stop the source's clients, then cut: all end with the same state."
        })
public final class MigrateCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private NewMemberOptions newMember = new NewMemberOptions();

    @Option(
            names = "--follow",
            description = "Go on copying changes until Enter is pressed, or as --until-idle says; else: cut at once.")
    private boolean follow;

    @Option(
            names = "--until-idle",
            paramLabel = "SECONDS",
            description = "With --follow: cut once the source had no change for so long.")
    private @Nullable Integer idleSeconds;

    @Option(
            names = "--from-backup",
            paramLabel = "DIR",
            description = {
                "Begin with what jukung store backup keeps of the source, instead of a download.",
                "It goes on where it was stopped, so that an interrupted migration costs little."
            })
    private @Nullable Path backup;

    @Override
    public Integer call() {
        if (idleSeconds != null && (!follow || idleSeconds < 1)) {
            throw new CommandFailure("--until-idle: expected seconds, 1 or more, together with --follow");
        }
        RestoredMember member = newMember.member();
        try (var connection = source.open();
                var ending = Ending.interrupting()) {
            return migrate(member, connection, ending);
        }
    }

    private int migrate(RestoredMember member, StoreConnection connection, Ending ending) {
        try {
            var mark = member.migrate(
                    SourceOptions.store(connection),
                    backup == null ? null : new PointInTime(backup, PointInTime.NEWEST),
                    new Printer());
            System.out.println("cut over at revision " + mark.revision() + ": " + member.dataDir()
                    + " has the same hash as the source");
            return 0;
        } catch (ChangeFeed.CompactedException e) {
            throw failed(
                    member,
                    e,
                    backup == null
                            ? "run the same again"
                            : "run jukung store backup once more, it takes a new snapshot; then the same again");
        } catch (IOException e) {
            if (ending.wanted()) {
                return interrupted(member);
            }
            throw failed(member, e, "once that is mended, run the same again");
        } catch (InterruptedException e) {
            return interrupted(member);
        }
    }

    /** Said here: the process does not live to report a failure, and ends with the signal's exit code. */
    private static int interrupted(RestoredMember member) {
        System.err.println(
                "jukung: migrate was interrupted; " + member.dataDir() + " was not made: run the same again");
        return 1;
    }

    private CommandFailure failed(RestoredMember member, IOException failure, String remedy) {
        return new CommandFailure(
                "migrate from " + source + ": " + CommandFailure.reason(failure) + "\n" + member.dataDir()
                        + " was not made: " + remedy,
                failure);
    }

    private final class Printer implements Migration.Watcher {
        private String last = "";

        @Override
        public void progress(long copied, long there) {
            print("copied up to revision " + copied + ", " + Math.max(0, there - copied) + " behind");
        }

        private void print(String line) {
            if (!line.equals(last)) {
                System.out.println(line);
            }
            last = line;
        }

        @Override
        public boolean cut(Duration idle) {
            if (!follow) {
                return true;
            }
            return idleSeconds == null ? told() : idle.toSeconds() >= idleSeconds;
        }

        /** Whether a line was typed. */
        private static boolean told() {
            try {
                return System.in.available() > 0 && System.in.read() >= 0;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void notAtRest(long there) {
            print("the source goes on, at revision " + there + " now: its clients must be stopped before the cut");
        }
    }
}
