package io.jukung.netproxy.apply;

import static io.jukung.netproxy.Objects.changes;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static io.jukung.netproxy.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.rules.NodeRules;
import io.jukung.netproxy.tracker.ServiceTracker;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written to the kernel when, by the programs' text. */
class TableTest {

    private static final String PORT = "{'name':'','protocol':'TCP','port':8080}";

    private final RecordingNft nft = new RecordingNft();
    private final Table table = new Table(
            nft,
            "t",
            new NodeRules(
                    "n1",
                    Ipv4Range.parse("10.96.0.0/16"),
                    Ipv4Range.parse("10.244.0.0/16"),
                    "10.96.0.10",
                    "192.0.2.1:53",
                    true));

    private static ServiceTracker.Changes web(String clusterIp, String... endpoints) {
        return named("web", "'clusterIP':'" + clusterIp + "'", endpoints);
    }

    private static ServiceTracker.Changes named(String name, String address, String... endpoints) {
        var all = new StringBuilder();
        for (var endpoint : endpoints) {
            all.append(all.isEmpty() ? "" : ",").append(ready(endpoint, "n1"));
        }
        return changes(
                service(name, address + ",'ports':[{'protocol':'TCP','port':80}]"),
                slice(name + "-1", name, PORT, all.toString()));
    }

    private static ServiceTracker.Changes gone(String name) {
        return new ServiceTracker.Changes(Map.of(), Set.of(new ObjectKey("ns", name)));
    }

    @Test
    void theFirstTimeAllIsWrittenThenOnlyWhatChanges() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.update(named("other", "'clusterIP':'10.96.1.2'", "10.244.0.9"));
        table.sync();
        assertThat(nft.take()).singleElement().asString().contains("10.96.1.1", "10.96.1.2", "chain ip t services");
        table.update(web("10.96.1.1", "10.244.0.1", "10.244.0.2"));
        table.sync();
        assertThat(nft.take())
                .singleElement()
                .asString()
                .contains("10.244.0.2 . 8080", "add element ip t hairpin { 10.244.0.2 . 10.244.0.2 }")
                .doesNotContain("10.96.1.2", "10.96.1.1", "10.244.0.9", "chain ip t services");
    }

    @Test
    void nothingIsWrittenWhereNothingChanged() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.sync();
        nft.take();
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.sync();
        assertThat(nft.take()).isEmpty();
    }

    @Test
    void aChangeThereAndBackIsNone() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.sync();
        nft.take();
        table.update(gone("web"));
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.sync();
        assertThat(nft.take()).isEmpty();
    }

    @Test
    void whatSeveralServicesUseStaysUntilTheLastIsGone() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.update(named("other", "'clusterIP':'10.96.1.2'", "10.244.0.1"));
        table.sync();
        nft.take();
        table.update(gone("other"));
        table.sync();
        assertThat(nft.take()).singleElement().asString().contains("10.96.1.2").doesNotContain("hairpin");
        table.update(gone("web"));
        table.sync();
        assertThat(nft.take()).singleElement().asString().contains("delete element ip t hairpin");
    }

    @Test
    void anAddressThatTwoClaimGoesToTheOtherWhenTheFirstIsGone() throws NftException {
        var shared = "'clusterIP':'%s','externalIPs':['203.0.113.7']";
        table.update(named("a", shared.formatted("10.96.1.1"), "10.244.0.1"));
        table.update(named("b", shared.formatted("10.96.1.2"), "10.244.0.2"));
        table.sync();
        nft.take();
        table.update(gone("a"));
        table.sync();
        assertThat(nft.take())
                .singleElement()
                .asString()
                .containsPattern("delete element ip t service-ips \\{[^}]*203\\.0\\.113\\.7 \\. tcp \\. 80")
                .containsPattern(
                        "add element ip t service-ips \\{ 203\\.0\\.113\\.7 \\. tcp \\. 80 : goto external-\\w+/ns/b/");
    }

    @Test
    void aRefusedChangeIsFollowedByAllThenByANewTable() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        table.sync();
        nft.take();
        table.update(web("10.96.1.1", "10.244.0.2"));
        nft.refuse(2);
        table.sync();
        assertThat(nft.take())
                .satisfiesExactly(
                        change -> assertThat(change).doesNotContain("chain ip t services"),
                        all -> assertThat(all).contains("chain ip t services").doesNotContain("delete table"),
                        anew -> assertThat(anew).contains("delete table ip t", "10.244.0.2 . 8080"));
    }

    @Test
    void afterAFailureNothingIsTakenForGranted() throws NftException {
        table.update(web("10.96.1.1", "10.244.0.1"));
        nft.refuse(2);
        assertThatThrownBy(table::sync).isInstanceOf(NftException.class);
        nft.take();
        table.sync();
        assertThat(nft.take()).singleElement().asString().contains("chain ip t services", "10.96.1.1");
        table.distrust();
        table.sync();
        assertThat(nft.take()).singleElement().asString().contains("chain ip t services", "10.96.1.1");
    }
}
