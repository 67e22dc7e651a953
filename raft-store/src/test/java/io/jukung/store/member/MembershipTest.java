package io.jukung.store.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MembershipTest {

    @Test
    void idsAreThoseEtcdGivesItsDefaultMember() {
        var membership = Membership.of(Map.of("default", List.of(URI.create("http://localhost:2380"))), "etcd-cluster");
        assertThat(Long.toHexString(membership.founders().getFirst().id())).isEqualTo("8e9e05c52164694d");
        assertThat(Long.toHexString(membership.clusterId())).isEqualTo("cdf818194e3a8c32");
    }

    @Test
    void anotherTokenIsAnotherCluster() {
        var urls = Map.of("a", List.of(URI.create("http://h:1")), "b", List.of(URI.create("http://h:2")));
        assertThat(Membership.of(urls, "x").clusterId())
                .isNotEqualTo(Membership.of(urls, "y").clusterId());
    }

    @Test
    void turningTlsOnKeepsTheIds() {
        var plain = Membership.of(Map.of("a", List.of(URI.create("http://h:1"))), "t");
        var tls = Membership.of(Map.of("a", List.of(URI.create("https://h:1"))), "t");
        assertThat(tls.clusterId()).isEqualTo(plain.clusterId());
    }
}
