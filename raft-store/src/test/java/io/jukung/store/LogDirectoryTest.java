package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.testing.FreePorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in a directory of its own, and what happens when that is forgotten. */
class LogDirectoryTest {

    @TempDir
    private Path directory;

    private final List<Integer> ports = FreePorts.next(2);

    private StoreConfig config(@Nullable Path walDir) {
        var config = StoreConfig.of(
                "a",
                directory.resolve("data"),
                URI.create("http://127.0.0.1:" + ports.get(0)),
                Map.of("a", List.of(URI.create("http://127.0.0.1:" + ports.get(1)))));
        var defaults = Consensus.DEFAULT;
        return config.with(new Consensus(
                defaults.heartbeatInterval(),
                defaults.electionTimeout(),
                defaults.snapshotCount(),
                defaults.snapshotCatchupEntries(),
                defaults.walSegmentBytes(),
                walDir,
                false));
    }

    private void run(@Nullable Path walDir) throws Exception {
        try (var member = StoreMember.start(config(walDir))) {
            member.awaitReady(Duration.ofSeconds(20));
        }
    }

    @Test
    void aMemberStartsOnlyWithTheLogItHad() throws Exception {
        var wal = directory.resolve("wal");
        run(wal);
        assertThat(wal).isNotEmptyDirectory();
        run(wal);
        assertThatThrownBy(() -> run(null)).hasMessageContaining("wal-dir: ").hasMessageContaining("kept elsewhere");
        assertThatThrownBy(() -> run(directory.resolve("other")))
                .hasMessageContaining("wal-dir: ")
                .hasMessageContaining("no log");
        run(wal);
    }
}
