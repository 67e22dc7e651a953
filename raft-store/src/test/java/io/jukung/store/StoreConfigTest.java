package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreConfigTest {

    private static final URI CLIENT = URI.create("http://127.0.0.1:2379");
    private static final URI PEER = URI.create("http://127.0.0.1:2380");

    private static StoreConfig config(String name, URI client, Map<String, List<URI>> cluster) {
        return StoreConfig.of(name, Path.of("data"), client, cluster);
    }

    @Test
    void aMemberWithDefaultsIsFine() {
        assertThatNoException().isThrownBy(() -> config("a", CLIENT, Map.of("a", List.of(PEER))));
    }

    @Test
    void everyRefusalNamesItsFlag() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config("a", URI.create("ftp://h:1"), Map.of("a", List.of(PEER))))
                .withMessageContaining("listen-client-urls: ftp://h:1 is not of the form http://HOST:PORT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config("a", URI.create("http://h"), Map.of("a", List.of(PEER))))
                .withMessageContaining("listen-client-urls: http://h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config("a", URI.create("https://h:1"), Map.of("a", List.of(PEER))))
                .withMessageContaining("https needs cert-file and key-file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config("a", CLIENT, Map.of("a", List.of(PEER), "b", List.of(PEER))))
                .withMessageContaining("initial-cluster: the same peer URL twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Consensus.DEFAULT.withSnapshots(0, 0, 1 << 20))
                .withMessageContaining("snapshot-count");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Consensus.DEFAULT.withSnapshots(1, 0, (16 << 10) - 1))
                .withMessageContaining("wal-segment-bytes: must be 16384 to 1073741824, is 16383");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TlsFiles(Path.of("missing.crt"), Path.of("missing.key"), null, false))
                .withMessageContaining("cert-file: cannot read missing.crt");
    }
}
