package io.jukung.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.codec.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {

    @TempDir
    private Path folder;

    @Test
    void writesABridgeWithTheNodesAddresses() throws Exception {
        new CniConfig("jk0", "10.244.3.0/24", Path.of("/leases")).write(folder);
        var config = Json.readObject(Files.readAllBytes(folder.resolve("10-jukung.conflist")));
        var bridge = config.list("plugins").objects().getFirst();
        assertThat(bridge.text("bridge")).isEqualTo("jk0");
        assertThat(bridge.flag("hairpinMode")).isTrue();
        assertThat(bridge.object("ipam").text("dataDir")).isEqualTo("/leases");
        assertThat(Json.text(bridge)).contains("10.244.3.0/24");
        assertThat(config.list("plugins").objects().getLast().flag("capabilities", "portMappings"))
                .isTrue();
    }

    @Test
    void namesBridgesByCluster() {
        assertThat(CniConfig.bridgeName("a"))
                .isEqualTo(CniConfig.bridgeName("a"))
                .hasSizeLessThanOrEqualTo(15);
        assertThat(CniConfig.bridgeName("a")).isNotEqualTo(CniConfig.bridgeName("b"));
        assertThatThrownBy(() -> new CniConfig("x".repeat(16), "10.0.0.0/24", folder))
                .hasMessageContaining("1 to 15 characters");
    }

    @Test
    void masqueradesOnlyWhatLeavesThePodNetwork() {
        assertThat(new Masquerade("jk0", "10.244.3.0/24", "10.244.0.0/16").program())
                .startsWith("table ip jukung-pods-jk0 {}\ndelete table ip jukung-pods-jk0\n")
                .contains("ip saddr 10.244.3.0/24 ip daddr != 10.244.0.0/16");
    }
}
