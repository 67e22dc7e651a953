package io.jukung.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.store.FlagValues.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscoveryFlagsTest {

    @TempDir
    private Path folder;

    static FlagValues values(String... flags) {
        var given = new LinkedHashMap<String, Given>();
        for (var flag : GoFlags.canonical(Arrays.asList(flags))) {
            var name = flag.substring(2, flag.indexOf('='));
            given.put(name, new Given(flag.substring(flag.indexOf('=') + 1), "--" + name));
        }
        return new FlagValues(given);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--discovery-srv=x --initial-cluster=a=http://a:1|multiple discovery or bootstrap flags are set",
                "--discovery-srv=x --discovery-token=t --discovery-endpoints=h:1|--discovery-endpoints and"
                        + " --discovery-srv",
                "--experimental-discovery-token=t|both --discovery-token and --discovery-endpoints must be set",
                "--discovery-endpoints=h:1|both --discovery-token and --discovery-endpoints must be set",
                "--discovery-srv-name=x|--discovery-srv-name needs --discovery-srv"
            })
    void whatDoesNotGoTogetherIsNamed(String flags, String message) {
        var values = values(flags.split(" "));
        assertThatThrownBy(() -> MemberConfig.of(values, Instant.EPOCH, new ArrayList<>()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message);
    }

    @Test
    void theTokenOfItsDiscoveryKeepsAClusterApart() {
        assertThat(DiscoveryFlags.of(values("--discovery-token=t", "--discovery-endpoints=h:1"))
                        .clusterToken())
                .isEqualTo("t");
        assertThat(DiscoveryFlags.of(values("--discovery-srv=x")).clusterToken())
                .isEqualTo("etcd-cluster");
    }

    @Test
    void aMemberWithDataLooksForNoCluster() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("IDENTITY"));
        var values = values("--name=a", "--data-dir=" + folder, "--discovery-srv=no/domain");
        var config = MemberConfig.of(values, Instant.EPOCH, new ArrayList<>());
        assertThat(DiscoveryFlags.of(values).discover(config)).isEqualTo(config);
    }

    @Test
    void whoJoinsAnExistingClusterCannotDiscoverItByAToken() {
        var values = values(
                "--name=a",
                "--data-dir=" + folder,
                "--initial-cluster-state=existing",
                "--discovery-token=t",
                "--discovery-endpoints=127.0.0.1:1");
        var config = MemberConfig.of(values, Instant.EPOCH, new ArrayList<>());
        assertThatThrownBy(() -> DiscoveryFlags.of(values).discover(config))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("discovery URL should not be set when joining existing initial cluster");
    }
}
