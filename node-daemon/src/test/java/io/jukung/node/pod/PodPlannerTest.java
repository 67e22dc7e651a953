package io.jukung.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.node.probe.Health;
import io.jukung.node.probe.Probe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPlannerTest {

    private static final String WITH_INIT = """
            restartPolicy: %s
            initContainers: [{name: i1, image: img}, {name: i2, image: img}]
            containers: [{name: c, image: img}]
            """;

    private static final String WITH_SIDECAR = """
            restartPolicy: Never
            initContainers: [{name: s, image: img, restartPolicy: Always}, {name: i, image: img}]
            containers: [{name: c, image: img}]
            """;

    private static List<String> starts(PodAction.Plan plan) {
        return plan.actions().stream()
                .filter(PodAction.Start.class::isInstance)
                .map(PodAction.Start.class::cast)
                .map(start -> start.container().name() + start.attempt())
                .toList();
    }

    // ---- the way up

    @Test
    void preparesVolumesThenSandboxThenContainers() {
        var pod = Pods.simple("Always");
        assertThat(pod.memory(PodMemory.FRESH).plan().actions()).containsExactly(new PodAction.PrepareVolumes());
        pod.memory(PodMemory.FRESH.withVolumes(true));
        assertThat(pod.plan().actions()).containsExactly(new PodAction.CreateSandbox(0));
        assertThat(starts(pod.sandbox("s0", 0, true).plan())).containsExactly("c0");
        assertThat(pod.running("c", 0).plan().actions()).isEmpty();
    }

    @Test
    void startsContainersOneAfterTheOther() {
        var pod = Pods.pod("{containers: [{name: a, image: img}, {name: b, image: img}]}")
                .sandbox("s0", 0, true);
        assertThat(starts(pod.plan())).containsExactly("a0");
        assertThat(starts(pod.memory(PodMemory.FRESH.withVolumes(true).starting("a", true))
                        .plan()))
                .isEmpty();
        assertThat(starts(pod.memory(PodMemory.FRESH.withVolumes(true))
                        .running("a", 0)
                        .plan()))
                .containsExactly("b0");
    }

    @Test
    void aHinderedContainerHoldsNoOtherBack() {
        var hindrance = new PodMemory.Hindrance(
                "CreateContainerConfigError", "no", Pods.START.plusSeconds(5), Duration.ofSeconds(5));
        var plan = Pods.pod("{containers: [{name: a, image: img}, {name: b, image: img}]}")
                .sandbox("s0", 0, true)
                .memory(PodMemory.FRESH.withVolumes(true).hindered("a", hindrance))
                .plan();
        assertThat(starts(plan)).containsExactly("b0");
        assertThat(plan.wakeAt()).contains(Pods.START.plusSeconds(5));
    }

    @Test
    void runsInitContainersInOrderAndThenTheMainOnes() {
        var pod = Pods.pod(WITH_INIT.formatted("Always")).sandbox("s0", 0, true);
        assertThat(starts(pod.plan())).containsExactly("i10");
        assertThat(pod.running("i1", 0).plan().actions()).isEmpty();
        assertThat(starts(pod.exited("i1", 0, 0, 0, 0, 1).plan())).containsExactly("i20");
        assertThat(starts(pod.exited("i2", 0, 0, 0, 1, 2).plan())).containsExactly("c0");
    }

    @Test
    void aFailedInitContainerIsRunAgainUnlessThePodNeverRestarts() {
        var always = Pods.pod(WITH_INIT.formatted("Always")).sandbox("s0", 0, true);
        assertThat(starts(always.exited("i1", 0, 0, 3, 0, 1).at(2).plan())).containsExactly("i11");
        var never = Pods.pod(WITH_INIT.formatted("Never")).sandbox("s0", 0, true);
        assertThat(never.exited("i1", 0, 0, 3, 0, 1).at(2).plan().actions())
                .containsExactly(new PodAction.StopSandboxes(List.of("s0")));
    }

    @Test
    void sidecarsStartInOrderAndHoldTheNextUntilTheyHaveStarted() {
        var pod = Pods.pod(WITH_SIDECAR).sandbox("s0", 0, true);
        assertThat(starts(pod.plan())).containsExactly("s0");
        pod.running("s", 0).healthy(Map.of("s0", new Health(false, false, Optional.empty())));
        assertThat(pod.plan().actions()).isEmpty();
        pod.healthy(Map.of("s0", new Health(true, true, Optional.empty())));
        assertThat(starts(pod.plan())).containsExactly("i0");
    }

    @Test
    void sidecarsEndWhenTheMainContainersAreDone() {
        var plan = Pods.pod(WITH_SIDECAR)
                .sandbox("s0", 0, true)
                .running("s", 0)
                .exited("i", 0, 0, 0, 0, 1)
                .exited("c", 0, 0, 0, 1, 2)
                .plan();
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Stop.class,
                        stop -> assertThat(stop.containers())
                                .extracting(Observation.Instance::name)
                                .containsExactly("s"));
    }

    // ---- restarts

    @ParameterizedTest
    @CsvSource({"Always,0,true", "Always,1,true", "OnFailure,1,true", "OnFailure,0,false", "Never,1,false"})
    void restartsByPolicy(String policy, int code, boolean restarts) {
        var plan = Pods.simple(policy)
                .sandbox("s0", 0, true)
                .exited("c", 0, 0, code, 0, 1)
                .at(2)
                .plan();
        assertThat(starts(plan)).isEqualTo(restarts ? List.of("c1") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,10", "2,20", "3,40", "4,80", "5,160", "6,300", "60,300"})
    void backsOffLongerWithEachCrash(int crashesBefore, long seconds) {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).exited("c", 7, crashesBefore, 1, 0, 1);
        assertThat(starts(pod.at(1 + seconds).plan())).containsExactly("c8");
        if (seconds > 0) {
            var resting = pod.at(seconds).plan();
            assertThat(starts(resting)).isEmpty();
            assertThat(resting.wakeAt()).contains(Pods.START.plusSeconds(1 + seconds));
            assertThat(resting.actions())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            PodAction.Rest.class,
                            rest -> assertThat(rest.why().message())
                                    .isEqualTo("back-off " + BackOff.text(Duration.ofSeconds(seconds))
                                            + " restarting failed container=c pod=p_ns(u1)"));
        }
    }

    @Test
    void aLongRunForgivesEarlierCrashes() {
        var plan = Pods.simple("Always")
                .sandbox("s0", 0, true)
                .exited("c", 9, 9, 1, 0, 600)
                .at(600)
                .plan();
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Start.class,
                        start -> assertThat(start.crashes()).isZero());
    }

    @Test
    void restartsWhatItsLivenessProbeFails() {
        var plan = Pods.pod("""
                        terminationGracePeriodSeconds: 9
                        containers:
                        - {name: c, image: img, livenessProbe: {tcpSocket: {port: 1}, terminationGracePeriodSeconds: 4}}
                        """)
                .sandbox("s0", 0, true)
                .running("c", 0)
                .healthy(Map.of("c0", new Health(true, true, Optional.of(Probe.Purpose.LIVENESS))))
                .plan();
        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(PodAction.Restart.class, restart -> {
            assertThat(restart.grace()).isEqualTo(Duration.ofSeconds(4));
            assertThat(restart.cause().message("c")).isEqualTo("Container c failed liveness probe, will be restarted");
        });
    }

    @Test
    void restartsWhatHasAnotherImageNow() {
        var plan = Pods.pod("{containers: [{name: c, image: newer}]}")
                .sandbox("s0", 0, true)
                .running("c", 0)
                .plan();
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Restart.class,
                        restart -> assertThat(restart.cause()).isEqualTo(new PodAction.Cause.DefinitionChanged()));
    }

    @Test
    void aFailedPullIsToldFirstAndRestsThen() {
        var failed =
                new PodMemory.Hindrance("ErrImagePull", "refused", Pods.START.plusSeconds(10), Duration.ofSeconds(10));
        var plan = Pods.simple("Always")
                .sandbox("s0", 0, true)
                .memory(PodMemory.FRESH.withVolumes(true).hindered("c", failed))
                .plan();
        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(PodAction.Rest.class, rest -> {
            assertThat(rest.why().reason()).isEqualTo("ImagePullBackOff");
            assertThat(rest.why().message()).isEqualTo("Back-off pulling image \"img\": ErrImagePull: refused");
            assertThat(rest.why().retryAt()).isEqualTo(failed.retryAt());
        });
    }

    @Test
    void aDeadSandboxIsReplacedAfterItsContainersAreStopped() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0).sandbox("s0", 0, false);
        assertThat(pod.plan().actions()).singleElement().isInstanceOf(PodAction.Stop.class);
        assertThat(pod.exited("c", 0, 0, 137, 0, 1).plan().actions())
                .containsExactly(new PodAction.StopSandboxes(List.of("s0")), new PodAction.CreateSandbox(1));
        assertThat(starts(pod.sandbox("s1", 1, true).at(2).plan())).containsExactly("c1");
    }

    @Test
    void aContainerMadeButNeverStartedIsMadeAnew() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).created("c", 0);
        assertThat(pod.plan().actions()).singleElement().isInstanceOf(PodAction.Forget.class);
        assertThat(pod.memory(PodMemory.FRESH.withVolumes(true).starting("c", true))
                        .plan()
                        .actions())
                .isEmpty();
    }

    @Test
    void keepsTwoRunsOfAContainer() {
        var plan = Pods.simple("Always")
                .sandbox("s0", 0, true)
                .exited("c", 0, 0, 1, 0, 1)
                .exited("c", 1, 1, 1, 1, 2)
                .running("c", 2)
                .plan();
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Forget.class,
                        forget -> assertThat(forget.containers())
                                .extracting(Observation.Instance::attempt)
                                .containsExactly(0));
    }

    // ---- the way down

    @Test
    void endsADeletedPodStepByStep() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).running("c", 0).deleted(4);
        assertThat(pod.plan().actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Stop.class, stop -> assertThat(stop.grace()).isEqualTo(Duration.ofSeconds(4)));
        pod.exited("c", 0, 0, 137, 0, 1);
        assertThat(pod.plan().actions()).containsExactly(new PodAction.StopSandboxes(List.of("s0")));
        assertThat(pod.sandbox("s0", 0, false).plan().actions())
                .hasSize(4)
                .endsWith(
                        new PodAction.ForgetSandboxes(List.of("s0")),
                        new PodAction.Release(),
                        new PodAction.ConfirmDeletion());
    }

    @Test
    void whatWasMadeAndNeverStartedIsForgottenWithItsPodNotStopped() {
        var pod = Pods.simple("Always").sandbox("s0", 0, true).created("c", 0).deleted(4);
        assertThat(pod.plan().actions()).singleElement().isInstanceOf(PodAction.Forget.class);
        pod.memory(PodMemory.FRESH.withVolumes(true).starting("c", true));
        assertThat(pod.plan().actions())
                .as("its start has been told to give up")
                .isEmpty();
    }

    @Test
    void ephemeralContainersRunOnceBesideTheOthers() {
        var pod = Pods.pod("""
                        containers: [{name: c, image: img}]
                        ephemeralContainers: [{name: e, image: img}]
                        """).sandbox("s0", 0, true).running("c", 0);
        assertThat(pod.plan().actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Start.class,
                        start -> assertThat(start.container().fieldPath()).isEqualTo("spec.ephemeralContainers{e}"));
        assertThat(pod.exited("e", 0, 0, 1, 1, 2).plan().actions()).isEmpty();
    }

    @Test
    void waitsForWhatIsOnItsWayUpBeforeItReleases() {
        var plan = Pods.simple("Always")
                .deleted(1)
                .memory(PodMemory.FRESH.withVolumes(true).starting("c", true))
                .plan();
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void endsWhatTheApiDoesNotKnowAnyMore() {
        var plan = Pods.simple("Always")
                .sandbox("s0", 0, true)
                .running("c", 0)
                .vanished()
                .plan();
        assertThat(plan.actions()).singleElement().isInstanceOf(PodAction.Stop.class);
    }

    @Test
    void failsAPodPastItsDeadline() {
        var status = io.jukung.api.model.tree.ObjectValue.builder()
                .put("startTime", Pods.START.toString())
                .build();
        var pod = Pods.pod("{activeDeadlineSeconds: 5, containers: [{name: c, image: img}]}")
                .sandbox("s0", 0, true)
                .running("c", 0)
                .published(status);
        assertThat(pod.at(4).plan().wakeAt()).contains(Pods.START.plusSeconds(5));
        assertThat(pod.at(5).plan().actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        PodAction.Fail.class,
                        fail -> assertThat(fail.why().reason()).isEqualTo("DeadlineExceeded"));
    }

    @Test
    void keepsLogsOfAFinishedPodButReleasesTheRest() {
        var status = io.jukung.api.model.tree.ObjectValue.builder()
                .put("phase", "Succeeded")
                .build();
        var plan = Pods.simple("Never")
                .sandbox("s0", 0, true)
                .exited("c", 0, 0, 0, 0, 1)
                .sandbox("s0", 0, false)
                .published(status)
                .plan();
        assertThat(plan.actions()).containsExactly(new PodAction.Release());
    }
}
