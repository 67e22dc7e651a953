package io.jukung.chaos.workload;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Invocation;
import io.jukung.chaos.history.Call;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.history.WatchStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does the operations of one process, one at a time; a new process gets a new client. */
public interface Client extends AutoCloseable {

    /** Does it, within its time limit. An exception counts as {@link Phase#INFO}. */
    Completion invoke(Invocation invocation) throws Exception;

    @Override
    void close();

    /** How it ended; see {@link io.jukung.chaos.history.Op}. */
    record Completion(Phase phase, Edn value, @Nullable String error, List<Call> calls, List<WatchStream> streams) {
        public Completion {
            calls = List.copyOf(calls);
            streams = List.copyOf(streams);
        }
    }
}
