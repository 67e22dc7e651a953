package io.jukung.chaos.report;

import io.jukung.chaos.report.Spans.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When a fault was there.
 *
 * @param name the operation that began it, without {@code start}
 * @param begun nanoseconds, when it was asked for
 * @param ended nanoseconds, when its end was done; as {@code begun} for what is done at once, as a compaction
 */
record FaultBand(String name, long begun, long ended) {

    private static final Set<String> BEGINS = Set.of("start", "begin");
    private static final Set<String> ENDS = Set.of("stop", "end", "heal", "restore", "resume", "fast", "clear");
    /** What ends a fault whose name does not say so. */
    private static final Map<String, List<String>> ENDED = Map.of(
            "start", List.of("kill", "stop", "wipe", "crash"),
            "restart", List.of("kill", "stop", "wipe", "crash"),
            "resume", List.of("pause"));
    /** These end whatever there is. */
    private static final Set<String> END_ALL = Set.of("heal", "heal-all", "stop-all");

    /**
     * By the names of operations: {@code start-partition} until {@code stop-partition}, {@code kill} until {@code start},
     * {@code pause} until {@code resume}, all until {@code heal}; likewise {@code partition-start}. An operation that nothing
     * ends is a moment, unless it said {@code start}: then it lasts.
     *
     * @param over when the history is over
     */
    static List<FaultBand> of(List<Span> spans, long over) {
        var faults = spans.stream().filter(span -> !span.begin().isClient()).toList();
        var open = new HashMap<String, Span>();
        var bands = new ArrayList<FaultBand>();
        for (var fault : faults) {
            var f = fault.begin().f();
            var ended = open.keySet().stream().filter(kind -> ends(f, kind)).toList();
            for (var kind : ended) {
                var begin = open.remove(kind);
                if (begin != null) {
                    bands.add(new FaultBand(kind, begin.begin().nanos(), doneAt(fault, over)));
                }
            }
            if (ended.isEmpty() && !isEnd(f) && !ENDED.containsKey(f) && !END_ALL.contains(f)) {
                var again = open.putIfAbsent(kind(f), fault);
                if (again != null && !isBegin(f) && !endsLater(kind(f), again, faults)) {
                    bands.add(moment(again));
                    open.put(kind(f), fault);
                }
            }
        }
        open.forEach((kind, begin) -> bands.add(
                isBegin(begin.begin().f()) ? new FaultBand(kind, begin.begin().nanos(), over) : moment(begin)));
        bands.sort(Comparator.comparingLong(FaultBand::begun).thenComparing(FaultBand::name));
        return bands;
    }

    private static FaultBand moment(Span fault) {
        return new FaultBand(
                kind(fault.begin().f()), fault.begin().nanos(), fault.begin().nanos());
    }

    private static long doneAt(Span fault, long over) {
        var end = fault.end();
        return end == null ? over : end.nanos();
    }

    private static boolean endsLater(String kind, Span begin, List<Span> faults) {
        return faults.stream()
                .anyMatch(fault ->
                        fault.from() > begin.from() && ends(fault.begin().f(), kind));
    }

    private static boolean ends(String f, String kind) {
        return END_ALL.contains(f)
                || (isEnd(f) && kind(f).equals(kind))
                || ENDED.getOrDefault(f, List.of()).contains(kind);
    }

    private static boolean isBegin(String f) {
        return f.contains("-") && (BEGINS.contains(first(f)) || BEGINS.contains(last(f)));
    }

    private static boolean isEnd(String f) {
        return f.contains("-") && (ENDS.contains(first(f)) || ENDS.contains(last(f)));
    }

    /** {@code partition} of {@code start-partition}, {@code stop-partition} and {@code partition}. */
    private static String kind(String f) {
        if (!f.contains("-")) {
            return f;
        }
        if (BEGINS.contains(first(f)) || ENDS.contains(first(f))) {
            return f.substring(f.indexOf('-') + 1);
        }
        return BEGINS.contains(last(f)) || ENDS.contains(last(f)) ? f.substring(0, f.lastIndexOf('-')) : f;
    }

    private static String first(String f) {
        return f.contains("-") ? f.substring(0, f.indexOf('-')) : "";
    }

    private static String last(String f) {
        return f.substring(f.lastIndexOf('-') + 1);
    }
}
