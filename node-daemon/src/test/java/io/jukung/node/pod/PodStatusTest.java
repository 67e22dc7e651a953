package io.jukung.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.node.probe.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** States by states as the recorded behaviour of Kubernetes 1.36 has them (pods-scenarios). */
class PodStatusTest {

    /** A status in one line: phase, conditions, then each container's state. */
    private static String brief(ObjectValue status) {
        var text = new StringBuilder(status.text("phase"));
        for (var condition : status.list("conditions").objects()) {
            text.append(' ')
                    .append(condition.text("type").replaceAll("[a-z]", ""))
                    .append('=')
                    .append(condition.text("status").charAt(0));
            if (!condition.text("reason").isEmpty()) {
                text.append(':').append(condition.text("reason"));
            }
        }
        for (var field : List.of("initContainerStatuses", "containerStatuses")) {
            for (var container : status.list(field).objects()) {
                var state = container.object("state");
                var kind = state.names().iterator().next();
                text.append(" | ").append(container.text("name")).append(' ').append(kind);
                var reason = state.text(kind, "reason");
                text.append(reason.isEmpty() ? "" : ":" + reason)
                        .append(container.flag("ready") ? " ready" : "")
                        .append(container.flag("started") ? " started" : "")
                        .append(" restarts=")
                        .append(container.whole(-1, "restartCount"));
            }
        }
        return text.toString();
    }

    @Test
    void aPodThatRunsToASuccessfulEnd() {
        var states = new ArrayList<String>();
        var pod = Pods.simple("Never");
        states.add(brief(pod.status()));
        states.add(brief(pod.sandbox("s0", 0, true).status()));
        states.add(brief(pod.running("c", 0).status()));
        states.add(brief(pod.exited("c", 0, 0, 0, 1, 2).status()));
        states.add(brief(pod.sandbox("s0", 0, false).status()));
        assertThat(states)
                .containsExactly(
                        "Pending PRTSC=F I=T R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | c waiting:ContainerCreating restarts=0",
                        "Pending PRTSC=T I=T R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | c waiting:ContainerCreating restarts=0",
                        "Running PRTSC=T I=T R=T CR=T PS=T | c running ready started restarts=0",
                        "Running PRTSC=T I=T:PodCompleted R=F:PodCompleted CR=F:PodCompleted PS=T"
                                + " | c terminated:Completed restarts=0",
                        "Succeeded PRTSC=F I=T:PodCompleted R=F:PodCompleted CR=F:PodCompleted PS=T"
                                + " | c terminated:Completed restarts=0");
    }

    @Test
    void aPodWithInitContainers() {
        var states = new ArrayList<String>();
        var pod = Pods.pod("""
                initContainers: [{name: i1, image: img}, {name: i2, image: img}]
                containers: [{name: c, image: img}]
                """);
        pod.sandbox("s0", 0, true);
        states.add(brief(pod.status()));
        states.add(brief(pod.running("i1", 0).status()));
        var waiting = pod.exited("i1", 0, 0, 0, 1, 2).status();
        states.add(brief(waiting));
        states.add(brief(pod.exited("i2", 0, 0, 0, 2, 3).status()));
        states.add(brief(pod.running("c", 0).status()));
        assertThat(states)
                .containsExactly(
                        "Pending PRTSC=T I=F:ContainersNotInitialized R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | i1 waiting:PodInitializing restarts=0 | i2 waiting:PodInitializing restarts=0"
                                + " | c waiting:PodInitializing restarts=0",
                        "Pending PRTSC=T I=F:ContainersNotInitialized R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | i1 running started restarts=0 | i2 waiting:PodInitializing restarts=0"
                                + " | c waiting:PodInitializing restarts=0",
                        "Pending PRTSC=T I=F:ContainersNotInitialized R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | i1 terminated:Completed ready restarts=0 | i2 waiting:PodInitializing restarts=0"
                                + " | c waiting:PodInitializing restarts=0",
                        "Pending PRTSC=T I=T R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                                + " | i1 terminated:Completed ready restarts=0 | i2 terminated:Completed ready restarts=0"
                                + " | c waiting:PodInitializing restarts=0",
                        "Running PRTSC=T I=T R=T CR=T PS=T"
                                + " | i1 terminated:Completed ready restarts=0 | i2 terminated:Completed ready restarts=0"
                                + " | c running ready started restarts=0");
        assertThat(waiting.list("conditions").objects().get(1).text("message"))
                .isEqualTo("containers with incomplete status: [i2]");
    }

    @Test
    void aCrashLoop() {
        var pod = Pods.simple("OnFailure")
                .sandbox("s0", 0, true)
                .exited("c", 0, 0, 1, 1, 2)
                .exited("c", 1, 1, 1, 3, 3);
        assertThat(brief(pod.status()))
                .isEqualTo("Running PRTSC=T I=T R=F:ContainersNotReady CR=F:ContainersNotReady PS=T"
                        + " | c terminated:Error restarts=1");
        var resting = pod.memory(PodMemory.FRESH.hindered(
                        "c",
                        new PodMemory.Hindrance(
                                "CrashLoopBackOff", "back-off 10s", Pods.START, Duration.ofSeconds(10))))
                .status();
        var container = resting.list("containerStatuses").objects().getFirst();
        assertThat(container.text("state", "waiting", "reason")).isEqualTo("CrashLoopBackOff");
        assertThat(container.text("lastState", "terminated", "startedAt")).isEqualTo("2026-11-21T00:00:03Z");
        assertThat(container.whole(0, "restartCount")).isEqualTo(1);
    }

    @Test
    void aRunIsCountedOnceItsHookIsThrough() {
        var pod = Pods.simple("Always")
                .sandbox("s0", 0, true)
                .exited("c", 0, 0, 1, 1, 2)
                .running("c", 1);
        assertThat(pod.status().list("containerStatuses").objects().getFirst().whole(-1, "restartCount"))
                .isEqualTo(1);
        var starting = pod.memory(PodMemory.FRESH.starting("c", true)).status();
        var container = starting.list("containerStatuses").objects().getFirst();
        assertThat(container.whole(-1, "restartCount")).isZero();
        assertThat(container.object("state").has("terminated")).isTrue();
    }

    @Test
    void statusesStandInTheOrderOfNames() {
        var pod = Pods.pod("{containers: [{name: z, image: img}, {name: a, image: img}]}");
        assertThat(pod.status().list("containerStatuses").objects())
                .extracting(status -> status.text("name"))
                .containsExactly("a", "z");
    }

    @Test
    void aPodWhoseInitContainerFailedIsPendingUntilNothingRuns() {
        var pod = Pods.pod("""
                        restartPolicy: Never
                        initContainers: [{name: i, image: img}]
                        containers: [{name: c, image: img}]
                        """).sandbox("s0", 0, true).exited("i", 0, 0, 3, 1, 2);
        assertThat(pod.status().text("phase")).isEqualTo("Pending");
        assertThat(pod.sandbox("s0", 0, false).status().text("phase")).isEqualTo("Failed");
    }

    @Test
    void aDeletedPodEndsFailedWhenItHadToBeKilled() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0).deleted(4);
        assertThat(pod.status().text("phase")).isEqualTo("Running");
        assertThat(pod.exited("c", 0, 0, 137, 1, 10)
                        .sandbox("s0", 0, false)
                        .status()
                        .text("phase"))
                .isEqualTo("Failed");
        var well = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0).deleted(4);
        assertThat(well.exited("c", 0, 0, 0, 1, 5)
                        .sandbox("s0", 0, false)
                        .status()
                        .text("phase"))
                .isEqualTo("Succeeded");
    }

    @Test
    void aReadinessGateHoldsThePodBackUntilItIsTrue() {
        var pod = Pods.pod("""
                readinessGates: [{conditionType: example.com/g}]
                containers: [{name: c, image: img}]
                """).sandbox("s0", 0, true).running("c", 0);
        var ready = pod.status().list("conditions").objects().get(2);
        assertThat(ready.text("reason")).isEqualTo("ReadinessGatesNotReady");
        assertThat(ready.text("message"))
                .isEqualTo("corresponding condition of pod readiness gate \"example.com/g\" does not exist.");
        var gate = ObjectValue.builder()
                .put("type", "example.com/g")
                .put("status", "True")
                .build();
        var status = pod.published(ObjectValue.of("conditions", io.jukung.api.model.tree.ListValue.of(gate)))
                .status();
        assertThat(status.list("conditions").objects().get(2).text("status")).isEqualTo("True");
        assertThat(status.list("conditions").objects()).contains(gate);
    }

    @Test
    void transitionTimesStayWhileNothingTurns() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0);
        var first = pod.status();
        assertThat(pod.published(first).at(100).status()).isEqualTo(first);
        var unready = pod.healthy(Map.of("c0", new Health(true, false, Optional.empty())))
                .status()
                .list("conditions")
                .objects();
        assertThat(unready.get(2).text("lastTransitionTime")).isEqualTo("2026-11-21T00:01:40Z");
        assertThat(unready.get(1).text("lastTransitionTime")).isEqualTo("2026-11-21T00:00:00Z");
    }

    @Test
    void aDeadlineFailsThePodOnceItIsQuiet() {
        var failure = new PodMemory.Failure("DeadlineExceeded", "too long");
        var pod = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0).memory(PodMemory.FRESH.failed(failure));
        assertThat(pod.status().text("phase")).isEqualTo("Running");
        var over = pod.exited("c", 0, 0, 137, 0, 7).sandbox("s0", 0, false).status();
        assertThat(over.text("phase")).isEqualTo("Failed");
        assertThat(over.text("reason")).isEqualTo("DeadlineExceeded");
    }

    @Test
    void qualityOfServiceFollowsRequestsAndLimits() {
        assertThat(qos("{}")).isEqualTo("BestEffort");
        assertThat(qos("{requests: {cpu: 1m}}")).isEqualTo("Burstable");
        assertThat(qos("{limits: {cpu: 10m, memory: 16Mi}}")).isEqualTo("Guaranteed");
        assertThat(qos("{limits: {cpu: 10m, memory: 16Mi}, requests: {cpu: 0.01, memory: 16777216}}"))
                .isEqualTo("Guaranteed");
        assertThat(qos("{limits: {memory: 16Mi}}")).isEqualTo("Burstable");
    }

    private static String qos(String resources) {
        return Pods.pod("{containers: [{name: c, image: img, resources: " + resources + "}]}")
                .status()
                .text("qosClass");
    }
}
