package io.jukung.node.containerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ContainerdConfigTest {

    private static ContainerdConfig config(String folder, HostFacts host) {
        return ContainerdConfig.below(Path.of(folder), Path.of("/usr/lib/cni"), "pause:1", host);
    }

    @Test
    void followsWhatTheMachineCan() {
        var bare = config("/var/x", new HostFacts(false, false, false, false, false))
                .toToml();
        assertThat(bare)
                .contains(
                        "root = \"/var/x/root\"",
                        "address = \"/var/x/containerd.sock\"",
                        "restrict_oom_score_adj = true",
                        "disable_apparmor = true",
                        "disable_hugetlb_controller = true",
                        "SystemdCgroup = false",
                        "sandbox_image = \"pause:1\"");
        var full = config("/var/x", new HostFacts(true, true, true, true, true)).toToml();
        assertThat(full)
                .contains(
                        "restrict_oom_score_adj = false",
                        "disable_apparmor = false",
                        "disable_hugetlb_controller = false",
                        "SystemdCgroup = true");
    }

    @Test
    void quotesPaths() {
        assertThat(config("/a\"b\\c", new HostFacts(true, true, true, true, true))
                        .toToml())
                .contains("root = \"/a\\\"b\\\\c/root\"");
    }

    @Test
    void refusesASocketPathThatTheKernelWould() {
        assertThatThrownBy(() -> config("/" + "x".repeat(100), HostFacts.read()))
                .hasMessageContaining("at most 107 characters");
    }

    @Test
    void readsCapabilities() {
        assertThat(HostFacts.holds("Name:\tx\nCapEff:\t000001ffffffffff\n", 24)).isTrue();
        assertThat(HostFacts.holds("CapEff:\t000001fffeffffff\n", 24)).isFalse();
        assertThat(HostFacts.holds("", 24)).isFalse();
    }
}
