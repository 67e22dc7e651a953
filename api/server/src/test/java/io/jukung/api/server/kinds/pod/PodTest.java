package io.jukung.api.server.kinds.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodTest {

    private final PodStrategy rules = new PodStrategy(PodStrategy.Part.SPEC);

    private static ObjectValue tree(String json) {
        return (ObjectValue) Json.read(json);
    }

    private static ObjectValue pod(String spec) {
        return tree("{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\"},\"spec\":" + spec + "}");
    }

    private static final String ONE = "{\"containers\":[{\"name\":\"c\",\"image\":\"x:1\"}]}";

    @ParameterizedTest
    @CsvSource({
        "nginx,Always",
        "nginx:latest,Always",
        "nginx:1.2,IfNotPresent",
        "reg:5000/nginx,Always",
        "reg:5000/nginx:1,IfNotPresent",
        "nginx@sha256:abc,IfNotPresent",
        "'',Always"
    })
    void onlyAMovingTagIsPulledAlways(String image, String policy) {
        assertThat(ContainerDefaults.pullPolicy(image)).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|BestEffort",
                "{\"requests\":{\"cpu\":\"1\"}}|Burstable",
                "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}|Guaranteed",
                "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"1000m\",\"memory\":\"1Gi\"}}|Guaranteed",
                "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"500m\"}}|Burstable",
                "{\"limits\":{\"example.com/g\":\"1\"}}|BestEffort",
                "{\"requests\":{\"cpu\":\"0\"}}|BestEffort"
            })
    void qualityOfServiceFollowsRequestsAndLimits(String resources, String expected) {
        assertThat(QualityOfService.of(tree("{\"containers\":[{\"resources\":" + resources + "}]}")))
                .isEqualTo(expected);
    }

    @Test
    void aContainerWithoutResourcesSpoilsTheGuarantee() {
        assertThat(
                        QualityOfService.of(
                                tree(
                                        "{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}}],\"initContainers\":[{}]}")))
                .isEqualTo("Burstable");
    }

    @Test
    void limitsBecomeRequestsInPodsOnly() {
        var spec =
                "{\"containers\":[{\"name\":\"c\",\"image\":\"x\",\"resources\":{\"limits\":{\"cpu\":\"2\"},\"requests\":{\"memory\":\"1Gi\"}}}]}";
        var container = rules.applyDefaults(pod(spec))
                .list("spec", "containers")
                .objects()
                .getFirst();
        assertThat(container.text("resources", "requests", "cpu")).isEqualTo("2");
        assertThat(container.text("resources", "requests", "memory")).isEqualTo("1Gi");
        var template =
                PodDefaults.podSpec(tree(spec)).list("containers").objects().getFirst();
        assertThat(template.object("resources", "requests").has("cpu")).isFalse();
    }

    @Test
    void onTheHostsNetworkPortsAreTheHosts() {
        var defaulted = rules.applyDefaults(
                pod(
                        "{\"hostNetwork\":true,\"containers\":[{\"name\":\"c\",\"image\":\"x\",\"ports\":[{\"containerPort\":80}]}]}"));
        assertThat(defaulted
                        .list("spec", "containers")
                        .objects()
                        .getFirst()
                        .list("ports")
                        .objects()
                        .getFirst()
                        .whole(0, "hostPort"))
                .isEqualTo(80);
    }

    @Test
    void aNewPodIsPendingWhateverItsClientSays() {
        var created = rules.prepareForCreate(
                rules.applyDefaults(pod(ONE).with("status", tree("{\"phase\":\"Running\",\"podIP\":\"1.2.3.4\"}"))));
        assertThat(created.object("status")).isEqualTo(tree("{\"phase\":\"Pending\",\"qosClass\":\"BestEffort\"}"));
        assertThat(created.whole(0, "metadata", "generation")).isEqualTo(1);
        assertThat(rules.validateCreate(created)).isEmpty();
    }

    @Test
    void theTokenIsMountedInEveryContainerThatHasNone() {
        var two = pod(
                "{\"containers\":[{\"name\":\"a\",\"image\":\"x\"},{\"name\":\"b\",\"image\":\"x\",\"volumeMounts\":["
                        + "{\"name\":\"own\",\"mountPath\":\"/var/run/secrets/kubernetes.io/serviceaccount\"}]}],"
                        + "\"volumes\":[{\"name\":\"own\",\"emptyDir\":{}}]}");
        var admitted = PodAdmission.withServiceAccount(two, ObjectValue.empty(), "abcde");
        var containers = admitted.list("spec", "containers").objects();
        assertThat(containers.get(0).list("volumeMounts").size()).isEqualTo(1);
        assertThat(containers.get(1).list("volumeMounts").size()).isEqualTo(1);
        assertThat(admitted.list("spec", "volumes").objects())
                .extracting(volume -> volume.text("name"))
                .containsExactly("own", "kube-api-access-abcde");
        assertThat(admitted.text("spec", "serviceAccountName")).isEqualTo("default");
    }

    @Test
    void noTokenWhereTheAccountOrThePodSaysSo() {
        var account = tree("{\"automountServiceAccountToken\":false,\"imagePullSecrets\":[{\"name\":\"s\"}]}");
        var admitted = PodAdmission.withServiceAccount(pod(ONE), account, "abcde");
        assertThat(admitted.object("spec").has("volumes")).isFalse();
        assertThat(admitted.list("spec", "imagePullSecrets").size()).isEqualTo(1);
        var asked = pod(ONE).withAt(Value.of(true), "spec", "automountServiceAccountToken");
        assertThat(PodAdmission.withServiceAccount(asked, account, "abcde")
                        .list("spec", "volumes")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void defaultTolerationsAreAddedOnce() {
        var once = PodAdmission.withDefaultTolerations(pod(ONE));
        assertThat(once.list("spec", "tolerations").size()).isEqualTo(2);
        assertThat(PodAdmission.withDefaultTolerations(once)).isEqualTo(once);
        var all = pod(ONE).withAt(ListValue.of(tree("{\"operator\":\"Exists\"}")), "spec", "tolerations");
        assertThat(PodAdmission.withDefaultTolerations(all)).isEqualTo(all);
    }

    @Test
    void aPriorityMayOnlyRepeatItsClass() {
        assertThat(PodAdmission.priorityProblem(pod(ONE), 0)).isNull();
        assertThat(PodAdmission.priorityProblem(pod(ONE).withAt(Value.of(5), "spec", "priority"), 0))
                .contains("(5)");
        assertThat(PodAdmission.builtInPriority("system-node-critical")).contains(2_000_001_000L);
        assertThat(PodAdmission.builtInPriority("nosuch")).isEmpty();
    }

    @Test
    void aPodThatRunsNowhereGoesAtOnce() {
        var unbound = rules.applyDefaults(pod(ONE));
        assertThat(rules.gracePeriodSeconds(unbound, OptionalLong.empty())).hasValue(0);
        var bound = unbound.withAt(Value.of("n1"), "spec", "nodeName");
        assertThat(rules.gracePeriodSeconds(bound, OptionalLong.empty())).hasValue(30);
        assertThat(rules.gracePeriodSeconds(bound, OptionalLong.of(5))).hasValue(5);
        assertThat(rules.gracePeriodSeconds(bound, OptionalLong.of(-1))).hasValue(1);
        var ended = bound.withAt(Value.of("Succeeded"), "status", "phase");
        assertThat(rules.gracePeriodSeconds(ended, OptionalLong.of(5))).hasValue(0);
    }

    @Test
    void onlyImageDeadlineAndTolerationsChange() {
        var old = rules.prepareForCreate(rules.applyDefaults(pod(ONE)));
        var image = old.mapObject("spec", spec -> spec.mapEach("containers", c -> c.with("image", Value.of("y"))));
        var updated = rules.prepareForUpdate(image, old);
        assertThat(rules.validateUpdate(updated, old)).isEmpty();
        assertThat(updated.whole(0, "metadata", "generation")).isEqualTo(2);
        var node = old.withAt(Value.of("n"), "spec", "nodeName");
        assertThat(rules.validateUpdate(rules.prepareForUpdate(node, old), old))
                .singleElement()
                .satisfies(error -> assertThat(error.path()).isEqualTo("spec"));
    }

    @Test
    void ephemeralContainersAreAddedThroughTheirOwnPathAndStay() {
        var part = new PodStrategy(PodStrategy.Part.EPHEMERAL_CONTAINERS);
        var old = rules.prepareForCreate(rules.applyDefaults(pod(ONE)));
        var debug = tree("{\"name\":\"debug\",\"image\":\"busybox\"}");
        var asked = part.applyDefaults(old.withAt(ListValue.of(debug), "spec", "ephemeralContainers")
                .withAt(Value.of("elsewhere"), "spec", "nodeName"));
        var with = part.prepareForUpdate(asked, old);
        assertThat(part.validateUpdate(with, old)).isEmpty();
        assertThat(with.object("spec").has("nodeName")).isFalse();
        assertThat(part.validateUpdate(part.prepareForUpdate(old, with), with))
                .singleElement()
                .asString()
                .contains("may not be removed");
    }

    @Test
    void aStatusWriteKeepsSpecAndOwners() {
        var part = new PodStrategy(PodStrategy.Part.STATUS);
        var old = rules.prepareForCreate(rules.applyDefaults(pod(ONE)))
                .withAt(ListValue.of(tree("{\"uid\":\"u\"}")), "metadata", "ownerReferences");
        var asked = old.with("status", tree("{\"phase\":\"Running\"}"))
                .withAt(Value.of("x"), "spec", "nodeName")
                .withoutAt("metadata", "ownerReferences");
        var written = part.prepareForUpdate(asked, old);
        assertThat(written.object("spec")).isEqualTo(old.object("spec"));
        assertThat(written.list("metadata", "ownerReferences").size()).isEqualTo(1);
        assertThat(written.object("status")).isEqualTo(tree("{\"phase\":\"Running\",\"qosClass\":\"BestEffort\"}"));
    }

    @Test
    void aContainerThatEndedForGoodDoesNotStartAgain() {
        var part = new PodStrategy(PodStrategy.Part.STATUS);
        var old = rules.applyDefaults(
                        pod("{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}"))
                .with(
                        "status",
                        tree("{\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"terminated\":{\"exitCode\":1}}}]}"));
        var again = old.with("status", tree("{\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"running\":{}}}]}"));
        assertThat(part.validateUpdate(again, old)).singleElement().asString().contains("non-terminated");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"phase\":\"Pending\"}|Pending|0/1|0",
                "{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"c\",\"ready\":true,\"restartCount\":2,\"state\":{\"running\":{}}}]}|Running|1/1|2",
                "{\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}]}|ImagePullBackOff|0/1|0",
                "{\"phase\":\"Failed\",\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"terminated\":{\"exitCode\":3}}}]}|ExitCode:3|0/1|0",
                "{\"phase\":\"Failed\",\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"terminated\":{\"signal\":9,\"exitCode\":137}}}]}|Signal:9|0/1|0",
                "{\"phase\":\"Succeeded\",\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"terminated\":{\"reason\":\"Completed\"}}}]}|Completed|0/1|0",
                "{\"phase\":\"Failed\",\"reason\":\"Evicted\"}|Evicted|0/1|0",
                "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"restartCount\":4,\"state\":{\"running\":{}}}]}|Init:0/1|0/1|4",
                "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}}]}|Init:Error|0/1|0",
                "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}}]}|Init:CrashLoopBackOff|0/1|0"
            })
    void oneWordSaysWhatThePodDoes(String status, String word, String ready, String restarts) {
        var pod = pod("{\"containers\":[{\"name\":\"c\"}],\"initContainers\":[{\"name\":\"i\"}]}")
                .with("status", tree(status));
        assertThat(PodSummary.reason(pod)).isEqualTo(word);
        var columns = PodColumns.columns();
        assertThat(columns.get(1).cell().of(pod, Instant.EPOCH)).hasToString(ready);
        assertThat(columns.get(3).cell().of(pod, Instant.EPOCH)).hasToString(restarts);
    }

    @Test
    void aPodOnItsWayOutIsTerminating() {
        var leaving = pod("{\"containers\":[{\"name\":\"c\"}]}")
                .with("status", tree("{\"phase\":\"Running\"}"))
                .withAt(Value.of("2026-01-01T00:00:00Z"), "metadata", "deletionTimestamp");
        assertThat(PodSummary.reason(leaving)).isEqualTo("Terminating");
    }

    @Test
    void theLastRestartIsTold() {
        var pod = pod("{\"containers\":[{\"name\":\"c\"}]}")
                .with(
                        "status",
                        tree("{\"containerStatuses\":[{\"name\":\"c\",\"restartCount\":3,\"lastState\":{\"terminated\":"
                                + "{\"finishedAt\":\"2026-01-01T00:00:00Z\"}}}]}"));
        assertThat(PodColumns.columns().get(3).cell().of(pod, Instant.parse("2026-01-01T00:05:10Z")))
                .hasToString("3 (5m10s ago)");
    }
}
