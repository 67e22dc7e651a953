package io.jukung.chaos.check.plane;

import io.jukung.chaos.history.EventLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A run that goes on, by what a witness has seen so far: told of revision after revision. */
public final class PlaneView {

    private static final String ELECTIONS = "/jukung/elections/";

    private final PlaneState state = new PlaneState();
    private final SortedMap<String, Long> counts = new TreeMap<>();
    private long revision;
    private long lastWrite;

    /** Goes on to a log's end; what it was told of before is passed over. */
    public void goOn(EventLog log) {
        for (var entry : log.entries()) {
            if (entry.revision() <= revision) {
                continue;
            }
            revision = entry.revision();
            var changes = new ArrayList<Change>();
            var others = new ArrayList<PlaneLog.Other>();
            PlaneLog.read(entry, state, changes, others);
            changes.forEach(this::count);
            others.stream()
                    .filter(other -> !QuietPeriod.housekeeping(other.key()))
                    .forEach(other -> lastWrite = other.nanos());
            others.stream().filter(other -> other.key().startsWith(ELECTIONS)).forEach(_ -> add("election of loops"));
        }
    }

    private void count(Change change) {
        if (!QuietPeriod.beats(change.ref())) {
            lastWrite = change.nanos();
        }
        var what = change.creates() ? "created" : change.removes() ? "removed" : "";
        if (!what.isEmpty() && !QuietPeriod.beats(change.ref())) {
            add(change.ref().resource() + " " + what);
        }
    }

    private void add(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    /** When something was written last that ought to rest where nobody asks for anything, by the run's clock. */
    public long lastWrite() {
        return lastWrite;
    }

    /** How much of what came to pass, by its name. */
    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }

    /** What is not as was asked for; empty: it has converged. */
    public List<Unsettled.Reason> unsettled() {
        return Unsettled.of(state);
    }
}
