package io.jukung.cli.backup;

import io.jukung.cli.CommandFailure;
import io.jukung.store.RestoredMember;
import io.jukung.store.migrate.Migration;
import io.jukung.store.migrate.SourceStore;
import java.io.IOException;
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

    @Override
    public Integer call() throws InterruptedException {
        if (idleSeconds != null && (!follow || idleSeconds < 1)) {
            throw new CommandFailure("--until-idle: expected seconds, 1 or more, together with --follow");
        }
        RestoredMember member = newMember.member();
        try (var connection = source.open()) {
            var mark = member.migrate(new SourceStore(connection.stream()), new Printer());
            System.out.println("cut over at revision " + mark.revision() + ": " + member.dataDir()
                    + " has the same hash as the source");
            return 0;
        } catch (IOException e) {
            throw new CommandFailure("migrate from " + source + ": " + CommandFailure.reason(e), e);
        }
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
