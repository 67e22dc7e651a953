package io.jukung.chaos.workload;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.generator.Generator;
import io.jukung.chaos.run.Clock;
import java.util.List;
import java.util.Set;

/** What clients do in a run and what is asked of it afterwards. Made for one run: options and seed are in it. */
public interface Workload {

    /** As {@code append}. */
    String name();

    /** Clients' operations while faults go on; endless, or until it has nothing more to do. */
    Generator during();

    /** After healing: final reads and the like; it ends. */
    Generator afterwards();

    /** With {@code endpoints} the client addresses of all members, {@code n1} first. */
    Client client(int process, List<Endpoint> endpoints, Clock clock);

    List<Checker> checkers();

    /** Situations that must have come up, else the run proves nothing: names of {@code run.Situation}. */
    Set<String> required();

    /** With {@code member} its name, as {@code n1}. */
    record Endpoint(String member, String host, int port) {}
}
