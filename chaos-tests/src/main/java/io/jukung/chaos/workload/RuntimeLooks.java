package io.jukung.chaos.workload;

import io.jukung.chaos.check.plane.Running;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Phase;
import io.jukung.node.container.Labels;
import io.jukung.node.cri.CriClient;
import io.jukung.node.cri.CriException;
import io.jukung.proto.cri.Container;
import io.jukung.proto.cri.ContainerState;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Asks the nodes' runtimes which containers run, one after the other. */
final class RuntimeLooks implements Client {

    private final List<CriClient> runtimes;

    RuntimeLooks(List<Path> sockets) {
        this.runtimes = sockets.stream().map(CriClient::of).toList();
    }

    @Override
    public Completion invoke(Invocation invocation) {
        try {
            var running = runtimes.stream()
                    .flatMap(runtime -> runtime.listContainers(Map.of()).stream())
                    .filter(container -> container.getState() == ContainerState.CONTAINER_RUNNING)
                    .map(RuntimeLooks::running)
                    .sorted(Comparator.comparing(Running::pod).thenComparing(Running::id))
                    .map(Running::edn)
                    .toList();
            return new Completion(Phase.OK, Edn.dict("containers", Edn.vector(running)), null, List.of(), List.of());
        } catch (CriException e) {
            return new Completion(Phase.FAIL, invocation.value(), String.valueOf(e.getMessage()), List.of(), List.of());
        }
    }

    private static Running running(Container container) {
        var labels = container.getLabelsMap();
        return new Running(
                labels.getOrDefault(Labels.POD_UID, ""),
                labels.getOrDefault(Labels.POD_NAMESPACE, "") + "/" + labels.getOrDefault(Labels.POD_NAME, ""),
                labels.getOrDefault(Labels.CONTAINER_NAME, ""),
                container.getId());
    }

    @Override
    public void close() {
        runtimes.forEach(CriClient::close);
    }
}
