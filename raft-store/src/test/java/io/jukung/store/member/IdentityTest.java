package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.store.apply.ClusterMember;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {

    private static final Membership FOUNDED =
            Membership.of(Map.of("a", List.of(URI.create("http://h:1")), "b", List.of(URI.create("http://h:2"))), "t");

    @TempDir
    private Path directory;

    private Identity read(String text) throws IOException {
        var file = directory.resolve("IDENTITY");
        Files.writeString(file, text);
        return Identity.read(file, FOUNDED);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        var identity = new Identity(
                -5,
                "t",
                7,
                Identity.Origin.JOINED_AS_LEARNER,
                List.of(
                        ClusterMember.added(7, List.of("http://h:1", "http://h:2"), true),
                        ClusterMember.added(-9, List.of("http://h:3"), false)),
                false,
                true);
        var read = read(identity.text());
        assertThat(read.members()).containsExactlyInAnyOrderElementsOf(identity.members());
        assertThat(read).usingRecursiveComparison().ignoringFields("members").isEqualTo(identity);
    }

    @Test
    void anEarlierReleasesIsOfWhoTheSettingsFound() throws IOException {
        var text = "format=1\ncluster-id=" + Long.toHexString(FOUNDED.clusterId()) + "\nmember-id=7\n";
        assertThat(read(text))
                .isEqualTo(new Identity(
                        FOUNDED.clusterId(), "t", 7, Identity.Origin.FOUNDER, FOUNDED.founders(), true, false));
        assertThatThrownBy(() -> read("format=1\ncluster-id=1\nmember-id=7\ntoken=u\nmember.7=http://h:1\n"))
                .hasMessageContaining("belongs to cluster 1, whose initial-cluster-token is u and not t");
        assertThatThrownBy(() -> read("format=1\ncluster-id=1\nmember-id=7\n"))
                .hasMessageContaining("belongs to cluster 1, but initial-cluster");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> read("format=3\n")).hasMessageContaining("has format 3 of a newer Jukung");
        assertThatThrownBy(() -> read("format=1\ncluster-id=x\n")).hasMessageContaining("has no valid cluster-id");
        assertThatThrownBy(() -> read("format=1\ncluster-id=1\nmember-id=1\ntoken=t\nmember.1=http://h:1\n"))
                .hasMessageContaining("has no valid origin");
    }
}
