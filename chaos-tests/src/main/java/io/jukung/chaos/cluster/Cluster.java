package io.jukung.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A store cluster of real processes, named {@code n1}, {@code n2}, ... . Calls are from one thread, return when the thing is
 * done, and fail with the member's name and what was expected.
 */
public interface Cluster extends AutoCloseable {

    /** All members' names, running or not, in order. */
    List<String> members();

    /** Where clients reach it, from the harness. */
    Address client(String member);

    /** Where the other members reach it. */
    Address peer(String member);

    /** Starts its process on the data it has; it may take a while until it serves ({@link #awaitServing}). */
    void start(String member) throws Exception;

    /** {@code kill -9}; returns when it is gone. Nothing if it does not run. */
    void kill(String member) throws Exception;

    /** SIGTERM, and waits. */
    void stop(String member) throws Exception;

    /** SIGSTOP to all its processes. */
    void pause(String member) throws Exception;

    /** SIGCONT. */
    void resume(String member) throws Exception;

    /** Deletes its data; it must not run. */
    void wipe(String member) throws Exception;

    boolean running(String member);

    boolean paused(String member);

    /** Waits until a linearizable read through it is answered, at most so many seconds. */
    void awaitServing(String member, int seconds) throws Exception;

    /** Writes what its threads do into a file beside its log ({@code n1.log.threads}): for one that does not serve. */
    void dumpThreads(String member) throws IOException, InterruptedException;

    /** Its data directory on the host. */
    Path data(String member);

    /** Its output, of all its lives. */
    Path log(String member);

    /** Its process and children, for signals and cgroups; empty if it does not run. They change with each start. */
    List<Long> pids(String member);

    /** What it was made by. */
    ClusterPlan plan();

    Network network();

    Disk disk();

    Resources resources();

    /**
     * Makes room for a member that an operator adds: a namespace or addresses, and no data; from then on it is among {@link
     * #members}. Its starts take part in an existing cluster.
     *
     * @param initialCluster what {@code MemberAdd} answered: all members as {@code name=url,…}, this one among them
     */
    void join(String member, String initialCluster) throws Exception;

    /** Kills it, deletes its data and takes it from {@link #members}: it was removed by an operator. */
    void leave(String member) throws Exception;

    /** The switches of clock and disk in a member's process; empty where they cannot be had ({@link FaultLibrary#missing}). */
    Optional<FaultSwitches> switches(String member);

    /** Kills all, unmounts, removes namespaces and, unless kept, data. Never fails half-way. */
    @Override
    void close();

    record Address(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** What is between the members. */
    interface Network {

        /** Packets from one member to another vanish (one way). */
        void cut(String from, String to) throws Exception;

        /** What this cluster's network can do besides {@link #cut}: see {@code nemesis}. */
        boolean can(Trouble trouble);

        void trouble(String from, String to, Trouble trouble) throws Exception;

        /** Harness and other clients cannot reach it, peers can. */
        void cutClients(String member) throws Exception;

        /** As if nothing had been done. */
        void heal() throws Exception;
    }

    /** What is under the members' data. */
    interface Disk {

        /** Fills it to the last byte; the plan's storage is {@code TMPFS} or {@code IMAGE}. */
        void fill(String member) throws Exception;

        /** It has as much room as ever. */
        void free(String member) throws Exception;

        /**
         * The machine loses power: the process is gone, and of its data all that was not fsynced. It can be started
         * afterwards. The plan's storage is {@code IMAGE}.
         */
        void losePower(String member) throws Exception;
    }

    /** What members' processes may take of the machine: needs root. A new start has no limits. */
    interface Resources {

        /** Stops all its processes, by a control group: no signal tells them. */
        void freeze(String member) throws Exception;

        /** They go on. */
        void thaw(String member) throws Exception;

        /** So much of one core, 1 to 100. */
        void limitCpu(String member, int percent) throws Exception;

        /** As much of all cores as it can get. */
        void unlimitCpu(String member) throws Exception;

        /**
         * So many MiB more than it has now, 1 or more, cached pages of files among them: the kernel takes those away from it,
         * and kills it if that does not do.
         */
        void limitMemory(String member, int mebibytes) throws Exception;

        /** As much as there is. */
        void unlimitMemory(String member) throws Exception;
    }

    /** What can be wrong with a link, one way. */
    sealed interface Trouble {
        /** With {@code percent} of packets that vanish. */
        record Loss(int percent) implements Trouble {}

        /** Delay of each packet, milliseconds, uniform within plus or minus {@code jitter}: with jitter packets overtake. */
        record Delay(int millis, int jitter) implements Trouble {}

        record Bandwidth(int kilobytesPerSecond) implements Trouble {}

        /** Connections are reset instead of silently cut. */
        record Reset() implements Trouble {}
    }
}
