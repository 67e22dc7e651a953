package io.jukung.cli.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodHealthTest {

    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678Z");

    private static KubeObject pod(String status) {
        return new KubeObject(
                (ObjectValue) Yaml.readAll("{metadata: {namespace: 'n', name: p}, status: " + status + "}")
                        .getFirst());
    }

    private static KubeObject ready(String startedAt) {
        return pod("{conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: c, state: {running: "
                + "{startedAt: '" + startedAt + "'}}}]}");
    }

    @Test
    void anImageThatCannotBeHadIsTold() {
        assertThat(PodHealth.trouble(
                        pod("{containerStatuses: [{name: c, state: {waiting: {reason: ErrImagePull, message: no such"
                                + " host}}}]}")))
                .contains("pod n/p, container c: ErrImagePull: no such host");
    }

    @Test
    void aCrashingInitContainerIsTold() {
        assertThat(PodHealth.trouble(pod("{initContainerStatuses: [{name: i, state: {waiting: {reason:"
                        + " CrashLoopBackOff}}}], containerStatuses: [{name: c, state: {waiting: {reason:"
                        + " PodInitializing}}}]}")))
                .contains("pod n/p, container i: CrashLoopBackOff");
    }

    @Test
    void aPodThatFindsNoNodeIsTold() {
        assertThat(PodHealth.trouble(pod("{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason:"
                        + " Unschedulable, message: 0/1 nodes are available}]}")))
                .contains("pod n/p finds no node: 0/1 nodes are available");
    }

    @Test
    void aFailedPodIsTold() {
        assertThat(PodHealth.trouble(pod("{phase: Failed, reason: Evicted}"))).contains("pod n/p failed: Evicted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{phase: Running}",
                "{containerStatuses: [{name: c, state: {waiting: {reason: ContainerCreating}}}]}",
                "{containerStatuses: [{name: c, state: {running: {startedAt: '2026-01-02T03:04:05Z'}}}]}"
            })
    void whatIsUnderWayIsNoTrouble(String status) {
        assertThat(PodHealth.trouble(pod(status))).isEmpty();
    }

    @Test
    void onlyAReadinessOfThisStartCounts() {
        assertThat(PodHealth.isReadySince(ready("2026-01-02T03:04:04Z"), STARTED))
                .isFalse();
        // Of the same second: times in a status have no fractions.
        assertThat(PodHealth.isReadySince(ready("2026-01-02T03:04:05Z"), STARTED))
                .isTrue();
        assertThat(PodHealth.isReadySince(ready(""), STARTED)).isFalse();
        assertThat(PodHealth.isReadySince(pod("{conditions: [{type: Ready, status: 'True'}]}"), STARTED))
                .isFalse();
    }
}
