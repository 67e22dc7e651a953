package io.jukung.cli.local;

import io.jukung.api.model.tree.ObjectValue;
import java.util.Optional;

/**
 * A process as it was started: its number alone may since belong to another.
 *
 * @param startedMillis when it started, by the kernel, in milliseconds since 1970
 * @param restarts how often the supervisor has started it again
 */
public record RunningProcess(String name, long pid, long startedMillis, int restarts) {

    static RunningProcess of(String name, ProcessHandle handle, int restarts) {
        return new RunningProcess(name, handle.pid(), startOf(handle), restarts);
    }

    static RunningProcess of(ObjectValue tree) {
        return new RunningProcess(
                tree.text("name"), tree.whole(0, "pid"), tree.whole(0, "started"), (int) tree.whole(0, "restarts"));
    }

    ObjectValue toTree() {
        return ObjectValue.builder()
                .put("name", name)
                .put("pid", pid)
                .put("started", startedMillis)
                .put("restarts", restarts)
                .build();
    }

    /** The process, if this very one still runs. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> startOf(handle) == startedMillis);
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }
}
