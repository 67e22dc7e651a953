package io.jukung.cli.srv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jukung.cli.CommandFailure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SrvClusterTest {

    private static final Map<String, String> ADDRESSES =
            Map.of("a.test", "10.0.0.1", "b.test", "10.0.0.2", "c.test", "10.0.0.3", "10.0.0.2", "10.0.0.2");
    private static final SrvAnswer NO_TLS = none("etcd-server-ssl", "https");
    private static final SrvAnswer NO_PLAIN = none("etcd-server", "http");

    private static SrvAnswer none(String service, String scheme) {
        return SrvAnswer.failed(service, scheme, "lookup _" + service + "._tcp.test: no such host");
    }

    private static SrvAnswer tls(String... records) {
        return SrvAnswer.found("etcd-server-ssl", "https", records(records));
    }

    private static SrvAnswer plain(String... records) {
        return SrvAnswer.found("etcd-server", "http", records(records));
    }

    private static List<SrvRecord> records(String... texts) {
        return Stream.of(texts).map(text -> SrvRecord.parse(text).orElseThrow()).toList();
    }

    private static Map<String, List<URI>> members(String name, String advertised, SrvAnswer tls, SrvAnswer plain) {
        var urls = Stream.of(advertised.split(",")).map(URI::create).toList();
        return new SrvCluster(name, urls, List.of(tls, plain), ADDRESSES).members();
    }

    private static List<URI> urls(String... texts) {
        return Stream.of(texts).map(URI::create).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 2380 a.test.|a.test:2380",
                "10 60 2380 a.test|a.test:2380",
                "0 0 2380 .|:2380",
                "0 0 a.test.|",
                "0 0 2380 a.test. b|",
                "0 0 2380 a/b.|"
            })
    void aRecordIsReadAsZoneFilesHaveIt(String text, String address) {
        assertThat(SrvRecord.parse(text).map(SrvRecord::address).orElse(null)).isEqualTo(address);
    }

    @Test
    void recordsAreUsedByPriorityThenWeight() {
        assertThat(plain("2 0 1 a.test", "1 1 1 b.test", "1 9 1 c.test").records())
                .extracting(SrvRecord::host)
                .containsExactly("c.test", "b.test", "a.test");
    }

    @Test
    void whoseAddressIsAdvertisedIsThisMemberAndTheOthersAreNumbered() {
        var records = plain("0 0 2380 a.test.", "0 0 2380 b.test.", "0 0 2380 c.test.");
        assertThat(members("me", "http://10.0.0.2:2380", NO_TLS, records))
                .containsOnly(
                        Map.entry("0", urls("http://a.test:2380")),
                        Map.entry("me", urls("http://b.test:2380")),
                        Map.entry("1", urls("http://c.test:2380")));
        assertThat(members("0", "http://b.test:2380", NO_TLS, records)).containsOnlyKeys("0", "1", "2");
    }

    @Test
    void whatHasNoAddressIsLeftOut() {
        assertThat(members("me", "http://a.test:1", NO_TLS, plain("0 0 1 a.test", "0 0 1 nowhere.test")))
                .containsOnly(Map.entry("me", urls("http://a.test:1")));
    }

    @Test
    void bothServicesCountFromZeroAndWhatThisMemberDoesNotSpeakIsLeftOut() {
        var answers = new String[] {"0 0 2380 a.test", "0 0 2380 b.test"};
        assertThat(members("me", "https://a.test:2380", tls(answers), plain(answers)))
                .containsOnly(
                        Map.entry("me", urls("https://a.test:2380")),
                        Map.entry("0", urls("https://b.test:2380", "http://b.test:2380")));
    }

    @Test
    void severalUrlsNeedARecordEach() {
        var both = "http://a.test:1,http://b.test:2";
        assertThat(members("me", both, NO_TLS, plain("0 0 1 a.test", "0 0 2 b.test", "0 0 3 c.test"))
                        .get("me"))
                .containsExactlyElementsOf(urls("http://a.test:1", "http://b.test:2"));
        assertThatThrownBy(() -> members("me", both, NO_TLS, plain("0 0 1 a.test")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("expected one record for each");
    }

    @Test
    void whatIsWrongIsSaidAsEtcdSaysIt() {
        assertThatThrownBy(() -> members("me", "http://a.test:1", NO_TLS, NO_PLAIN))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("error setting up initial cluster: error querying DNS SRV records for _etcd-server-ssl"
                        + " lookup _etcd-server-ssl._tcp.test: no such host; error querying DNS SRV records for"
                        + " _etcd-server lookup _etcd-server._tcp.test: no such host");
        assertThatThrownBy(() -> members("me", "http://a.test:1", tls("0 0 1 a.test"), NO_PLAIN))
                .hasMessageContaining("bootstrap at https://a.test:1 from DNS for etcd-server-ssl has scheme mismatch"
                        + " with expected peer http://a.test:1");
        assertThatThrownBy(() -> members("me", "http://a.test:1", NO_TLS, plain("0 0 1 nowhere.test")))
                .hasMessageContaining("lookup nowhere.test: no such host");
        assertThatThrownBy(() -> members("me", "http://nowhere.test:1", NO_TLS, plain("0 0 1 a.test")))
                .hasMessageContaining("--initial-advertise-peer-urls: http://nowhere.test:1: lookup nowhere.test");
        assertThatThrownBy(() -> members("me", "http://a.test:2", NO_TLS, plain("0 0 1 a.test")))
                .hasMessageContaining("cannot find local etcd member \"me\" in SRV records");
    }

    @Test
    void clientsTakeWhatHasTlsFirstOrAlone() {
        var answers = List.of(
                SrvAnswer.found("etcd-client-ssl", "https", records("0 0 2 b.test.")),
                SrvAnswer.found("etcd-client", "http", records("0 0 1 a.test.")));
        assertThat(SrvEndpoints.of(answers, true).urls()).containsExactly("https://b.test:2", "http://a.test:1");
        assertThat(SrvEndpoints.of(answers, false))
                .isEqualTo(new SrvEndpoints(List.of("https://b.test:2"), List.of("http://a.test:1")));
        assertThatThrownBy(() -> SrvEndpoints.of(List.of(NO_TLS, NO_PLAIN), true))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("dns lookup errors: lookup _etcd-server-ssl._tcp.test: no such host and lookup"
                        + " _etcd-server._tcp.test: no such host");
    }

    @Test
    void aServicesNameIsComposedAsEtcdDoes() {
        assertThat(SrvAnswer.service("etcd-server", "https", "blue")).isEqualTo("etcd-server-ssl-blue");
        assertThat(SrvAnswer.service("etcd-client", "http", "")).isEqualTo("etcd-client");
    }
}
