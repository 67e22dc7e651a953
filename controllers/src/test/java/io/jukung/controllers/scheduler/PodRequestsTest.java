package io.jukung.controllers.scheduler;

import static io.jukung.controllers.scheduler.Objects.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.controllers.scheduler.snapshot.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodRequestsTest {

    private static String container(String cpu) {
        return "{'resources':{'requests':{'cpu':'%s'}}}".formatted(cpu);
    }

    private static String sidecar(String cpu) {
        return "{'restartPolicy':'Always','resources':{'requests':{'cpu':'%s'}}}".formatted(cpu);
    }

    @ParameterizedTest
    @CsvSource({"100m,100", "1,1000", "0.5,500", "1.5,1500", "1u,1", "0,0"})
    void cpuIsCountedInThousandthsRoundedUp(String cpu, long milli) {
        assertThat(pod("'containers':[" + container(cpu) + "]").requests().milliCpu())
                .isEqualTo(milli);
    }

    @Test
    void containersAddUp() {
        assertThat(pod("'containers':[" + container("1") + "," + container("500m") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(1500);
    }

    @Test
    void anInitContainerCountsOnlyWhereItNeedsMoreThanTheRest() {
        var containers = "'containers':[" + container("1") + "],";
        assertThat(pod(containers + "'initContainers':[" + container("500m") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(1000);
        assertThat(pod(containers + "'initContainers':[" + container("3") + "," + container("2") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(3000);
    }

    @Test
    void sidecarsRunBesideContainersAndLaterInitContainers() {
        var containers = "'containers':[" + container("1") + "],";
        assertThat(pod(containers + "'initContainers':[" + sidecar("2") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(3000);
        assertThat(pod(containers + "'initContainers':[" + sidecar("2") + "," + container("4") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(6000);
        assertThat(pod(containers + "'initContainers':[" + container("4") + "," + sidecar("2") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(4000);
    }

    @Test
    void overheadComesOnTopAndPodRequestsReplaceTheSum() {
        assertThat(pod("'overhead':{'cpu':'250m'},'containers':[" + container("1") + "]")
                        .requests()
                        .milliCpu())
                .isEqualTo(1250);
        assertThat(pod("'resources':{'requests':{'cpu':'2'}},'overhead':{'cpu':'1'},'containers':[" + container("1")
                                + "]")
                        .requests())
                .isEqualTo(Resources.of(3000, 0));
    }

    @Test
    void extendedResourcesAreKeptByName() {
        var gpu = "'containers':[{'resources':{'requests':{'example.com/gpu':'1','hugepages-2Mi':'4Mi'}}}]";
        assertThat(pod(gpu).requests().extended()).isEqualTo(Map.of("example.com/gpu", 1L, "hugepages-2Mi", 4L << 20));
    }

    @Test
    void scoresAssumeSomethingForContainersThatAskForNothing() {
        assertThat(pod("'containers':[{},{}]").scoringRequests()).isEqualTo(Resources.of(200, 400L << 20));
        assertThat(pod("'containers':[" + container("1") + "]").scoringRequests())
                .isEqualTo(Resources.of(1000, 200L << 20));
    }
}
