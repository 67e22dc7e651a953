package io.jukung.netproxy.tracker;

import static io.jukung.netproxy.Objects.object;
import static io.jukung.netproxy.Objects.ready;
import static io.jukung.netproxy.Objects.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.netproxy.Objects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceTrackerTest {

    private static final ObjectKey WEB = new ObjectKey("ns", "web");
    private static final String PORT = "{'name':'http','port':8080}";

    private final ServiceTracker tracker = new ServiceTracker();

    private static KubeObject web(String clusterIp) {
        return service("web", "'clusterIP':'%s','ports':[{'name':'http','port':80}]".formatted(clusterIp));
    }

    private static KubeObject slice(String name, String address) {
        return Objects.slice(name, "web", PORT, ready(address, "n1"));
    }

    private List<String> addresses() {
        var state = tracker.take().now().get(WEB);
        return state.targets(state.service().ports().getFirst()).stream()
                .map(ServiceEndpoints.Target::address)
                .toList();
    }

    @Test
    void manyChangesAreGivenAsOne() {
        for (int i = 1; i < 10; i++) {
            tracker.service(WEB, web("10.96.0." + i));
        }
        assertThat(tracker.take().now())
                .containsOnlyKeys(WEB)
                .hasEntrySatisfying(
                        WEB, state -> assertThat(state.service().clusterIps()).containsExactly("10.96.0.9"));
        assertThat(tracker.take().isEmpty()).isTrue();
    }

    @Test
    void aChangeThatSaysNothingNewIsNotGiven() {
        tracker.service(WEB, web("10.96.0.1"));
        tracker.take();
        tracker.service(WEB, web("10.96.0.1"));
        assertThat(tracker.changed()).isTrue();
        assertThat(tracker.take().isEmpty()).isTrue();
    }

    @Test
    void slicesOfOneServiceAddUp() {
        tracker.service(WEB, web("10.96.0.1"));
        var a = slice("a", "10.244.0.1");
        var b = slice("b", "10.244.0.2");
        tracker.slice(a.key(), null, a);
        tracker.slice(b.key(), null, b);
        assertThat(addresses()).containsExactly("10.244.0.1", "10.244.0.2");
        tracker.slice(a.key(), a, null);
        assertThat(addresses()).containsExactly("10.244.0.2");
    }

    @Test
    void aSliceMayComeBeforeItsServiceAndStayAfterIt() {
        var a = slice("a", "10.244.0.1");
        tracker.slice(a.key(), null, a);
        assertThat(tracker.take().isEmpty()).isTrue();
        tracker.service(WEB, web("10.96.0.1"));
        assertThat(addresses()).containsExactly("10.244.0.1");
        tracker.service(WEB, null);
        assertThat(tracker.take().gone()).containsExactly(WEB);
        tracker.service(WEB, web("10.96.0.1"));
        assertThat(addresses()).containsExactly("10.244.0.1");
    }

    @Test
    void aSliceThatChangesItsServiceLeavesTheOldOne() {
        tracker.service(WEB, web("10.96.0.1"));
        var a = slice("a", "10.244.0.1");
        tracker.slice(a.key(), null, a);
        tracker.take();
        var moved = Objects.slice("a", "other", PORT, ready("10.244.0.1", "n1"));
        tracker.slice(a.key(), a, moved);
        assertThat(addresses()).isEmpty();
    }

    @Test
    void addressesOfOtherFamiliesAreLeftOut() {
        tracker.service(
                WEB, service("web", "'clusterIPs':['fd00::1','10.96.0.1'],'ports':[{'name':'http','port':80}]"));
        var six = object(
                "{'metadata':{'name':'six','namespace':'ns','labels':{'kubernetes.io/service-name':'web'}},'addressType':'IPv6','ports':[{'name':'http','port':8080}],'endpoints':[{'addresses':['fd00::2']}]}");
        tracker.slice(six.key(), null, six);
        var state = tracker.take().now().get(WEB);
        assertThat(state.service().clusterIps()).containsExactly("10.96.0.1");
        assertThat(state.slices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | true | true | false",
                "{'ready':true} | true | true | false",
                "{'ready':false} | false | false | false",
                "{'ready':false,'serving':true,'terminating':true} | false | true | true"
            })
    void conditionsOfEndpoints(String conditions, boolean ready, boolean serving, boolean terminating) {
        var slice = Slice.of(
                Objects.slice("a", "web", PORT, "{'addresses':['10.244.0.1'],'conditions':" + conditions + "}"));
        assertThat(slice.endpoints())
                .containsExactly(new Slice.Endpoint("10.244.0.1", ready, serving, terminating, "", ""));
    }

    @Test
    void headlessAndExternalServicesHaveNoAddresses() {
        assertThat(Service.of(service("db", "'clusterIP':'None'")))
                .satisfies(db -> assertThat(db.headless()).isTrue())
                .satisfies(db -> assertThat(db.clusterIps()).isEmpty());
        assertThat(Service.of(service("x", "'type':'ExternalName','externalName':'Example.com'"))
                        .externalName())
                .isEqualTo("Example.com");
    }

    @Test
    void affinityLastsThreeHoursUnlessSaidOtherwise() {
        assertThat(Service.of(service("a", "'sessionAffinity':'ClientIP'")).affinitySeconds())
                .isEqualTo(10_800);
        assertThat(Service.of(service("a", "'sessionAffinity':'None'")).affinitySeconds())
                .isZero();
    }
}
