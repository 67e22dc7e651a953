package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.testing.FreePorts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member repeats ends before what it works on. */
class QuietEndTest {

    @TempDir
    private Path directory;

    @Test
    void nothingThatIsRepeatedFailsWhileAMemberStops() throws Exception {
        var ports = FreePorts.next(2);
        var usual = Limits.DEFAULT;
        var config = StoreConfig.of(
                        "a",
                        directory.resolve("data"),
                        URI.create("http://127.0.0.1:" + ports.get(0)),
                        Map.of("a", List.of(URI.create("http://127.0.0.1:" + ports.get(1)))))
                .with(new Limits(usual.maxTxnOps(), usual.maxRequestBytes(), Duration.ofMillis(100)));
        try (var log = new LogLines()) {
            for (int i = 0; i < 5; i++) {
                try (var member = StoreMember.start(config)) {
                    member.awaitReady(Duration.ofSeconds(20));
                }
            }
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains("a repeated task failed"));
        }
    }
}
