package io.jukung.chaos.run;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a run has come to, for whoever looks on. */
final class Tally {

    final AtomicLong ok = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();

    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private volatile String stage = "";

    void stage(String now) {
        stage = now;
    }

    /** The last thing done by each nemesis operation, newest value wins. */
    void fault(String f, String what) {
        faults.put(f, what);
    }

    void noFaults() {
        faults.clear();
    }

    /** All of it, and what {@code members} say of themselves. */
    ChaosRun.Progress progress(Map<String, String> members) {
        return new ChaosRun.Progress(stage, ok.get(), failed.get(), unknown.get(), members, faults());
    }

    private Map<String, String> faults() {
        return new TreeMap<>(faults);
    }
}
