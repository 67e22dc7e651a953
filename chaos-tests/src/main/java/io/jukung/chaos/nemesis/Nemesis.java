package io.jukung.chaos.nemesis;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.generator.Invocation;
import java.util.Optional;
import java.util.Set;

/** Does faults to a cluster, and takes them back. From one thread. */
public interface Nemesis extends AutoCloseable {

    /** As {@code partition}. */
    String name();

    /** Why it can do nothing on this machine or to this cluster, for people; empty: it can. */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** The operations ({@code :f}) it understands. */
    Set<String> operations();

    /** Its operations while the run goes on: seeded choice of what, whom, how long. Each begin is followed by its end. */
    Generator during();

    /** What was done, for the history. */
    Edn invoke(Invocation invocation) throws Exception;

    /** Takes back all it did, whatever state it is in: members run, network, disk and clock are whole. */
    void heal() throws Exception;

    @Override
    void close();
}
