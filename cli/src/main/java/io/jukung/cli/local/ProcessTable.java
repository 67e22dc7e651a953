package io.jukung.cli.local;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster's processes in a file that others may read at any time. */
public final class ProcessTable {

    private static final Logger log = LoggerFactory.getLogger(ProcessTable.class);

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
        try {
            ClusterLayout.writeAtomically(
                    layout.processes(), Json.write(ObjectValue.of("processes", ListValue.of(entries))));
        } catch (CommandFailure e) {
            // A full disk must not end those who keep the processes; the next change is written again.
            log.warn("{}", e.getMessage());
        }
    }

    /** The processes of the table on disk that still run; empty where there is no table. */
    public static List<RunningProcess> alive(ClusterLayout layout) {
        return entries(layout).stream()
                .filter(process -> process.handle().isPresent())
                .toList();
    }

    /** Those that a running supervisor has, whether they run now or wait to be started again. */
    static List<RunningProcess> entries(ClusterLayout layout) {
        if (!Files.exists(layout.processes())) {
            return List.of();
        }
        try {
            var value = Json.read(Files.readAllBytes(layout.processes()));
            var tree = value instanceof ObjectValue object ? object : ObjectValue.empty();
            return tree.list("processes").objects().stream()
                    .map(RunningProcess::of)
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure("cannot read the cluster's processes: " + CommandFailure.reason(e), e);
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
