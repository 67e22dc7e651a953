package io.jukung.cli.local;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The cluster's processes in a file that others may read at any time. */
public final class ProcessTable {

    /** The supervisor's own entry. */
    public static final String SUPERVISOR = "supervisor";

    private final ClusterLayout layout;
    private final Map<String, RunningProcess> processes = new ConcurrentSkipListMap<>();

    ProcessTable(ClusterLayout layout) {
        this.layout = layout;
    }

    synchronized void put(RunningProcess process) {
        processes.put(process.name(), process);
        write();
    }

    synchronized void remove(String name) {
        processes.remove(name);
        write();
    }

    private void write() {
        var entries = processes.values().stream().map(RunningProcess::toTree).toList();
        ClusterLayout.writeAtomically(
                layout.processes(), Json.write(ObjectValue.of("processes", ListValue.of(entries))));
    }

    /** The processes of the table on disk that still run; empty where there is no table. */
    public static List<RunningProcess> alive(ClusterLayout layout) {
        if (!Files.exists(layout.processes())) {
            return List.of();
        }
        try {
            var value = Json.read(Files.readAllBytes(layout.processes()));
            var tree = value instanceof ObjectValue object ? object : ObjectValue.empty();
            return tree.list("processes").objects().stream()
                    .map(RunningProcess::of)
                    .filter(process -> process.handle().isPresent())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DecodingException e) {
            return List.of();
        }
    }

    public static Optional<RunningProcess> supervisor(ClusterLayout layout) {
        return alive(layout).stream()
                .filter(process -> process.name().equals(SUPERVISOR))
                .findFirst();
    }
}
