package io.jukung.cli.local;

import io.jukung.api.model.tree.ObjectValue;
import java.time.Instant;
import java.util.Optional;

/**
 * A process as it was started, or how it ended: its number alone may since belong to another.
 *
 * @param startedMillis when it started, by the kernel, in milliseconds since 1970
 * @param restarts how often the supervisor has started it again
 * @param exitCode of one that ended and waits to be started again; {@link #RUNS} otherwise
 */
public record RunningProcess(String name, long pid, long startedMillis, int restarts, int exitCode) {

    static final int RUNS = -1;

    static RunningProcess of(String name, ProcessHandle handle, int restarts) {
        return new RunningProcess(name, handle.pid(), startOf(handle), restarts, RUNS);
    }

    RunningProcess ended(int code) {
        return new RunningProcess(name, pid, startedMillis, restarts, code);
    }

    /** Whether it ended at least twice since the supervisor started it first: it will again. */
    boolean keepsEnding() {
        return restarts >= 2 || (restarts == 1 && exitCode != RUNS);
    }

    static RunningProcess of(ObjectValue tree) {
        return new RunningProcess(
                tree.text("name"),
                tree.whole(0, "pid"),
                tree.whole(0, "started"),
                (int) tree.whole(0, "restarts"),
                (int) tree.whole(RUNS, "exitCode"));
    }

    ObjectValue toTree() {
        return ObjectValue.builder()
                .put("name", name)
                .put("pid", pid)
                .put("started", startedMillis)
                .put("restarts", restarts)
                .put("exitCode", exitCode)
                .build();
    }

    /** The process, if this very one still runs. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(handle -> startOf(handle) == startedMillis);
    }

    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
