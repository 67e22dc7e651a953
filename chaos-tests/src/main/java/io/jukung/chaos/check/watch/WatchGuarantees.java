package io.jukung.chaos.check.watch;

import io.jukung.chaos.check.Attempt;
import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.check.revision.CommittedLog;
import io.jukung.chaos.check.revision.Compactions;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What etcd promises of watches (its API guarantees, and what its robustness tests ask): events in order, each once, none left
 * out, a revision never split; progress only up to what was delivered; right previous values; cancelled once, for a compaction
 * only if there was one; and, once all is healed, up to date in time. All by comparison with the event log.
 */
public final class WatchGuarantees implements Checker {

    private final Duration patience;

    /** With {@code patience} after the last fault, and after an event, within which a watch has to have it. */
    public WatchGuarantees(Duration patience) {
        this.patience = patience;
    }

    @Override
    public String name() {
        return "watch";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        var streams = evidence.history()
                .streams()
                .sorted(Comparator.comparingLong(WatchStream::begun))
                .toList();
        var watchers = new LinkedHashMap<String, List<WatchStream>>();
        streams.forEach(stream -> watchers.computeIfAbsent(stream.watcher(), name -> new ArrayList<>())
                .add(stream));
        findings.fact("watchers", watchers.size());
        findings.fact("streams", streams.size());
        findings.fact(
                "events delivered",
                streams.stream()
                        .flatMap(stream -> stream.received().stream())
                        .mapToLong(received -> received.response().getEventsCount())
                        .sum());
        if (evidence.events().isEmpty()) {
            findings.unknown("no witness watched");
            return findings.verdict();
        }
        var attempts = Attempt.of(evidence.history());
        var compactions = Compactions.of(evidence, attempts);
        var log = CommittedLog.replay(evidence.events().get(), attempts, compactions, findings);
        long healed = evidence.history().faults().mapToLong(Op::nanos).max().orElse(0);
        watchers.values().forEach(all -> {
            for (int i = 0; i < all.size(); i++) {
                new StreamCheck(all.get(i), i > 0, log, compactions, findings).judge(healed, patience.toNanos());
            }
        });
        long resumed = watchers.values().stream().filter(all -> all.size() > 1).count();
        findings.fact("watchers resumed", resumed);
        long compacted = streams.stream()
                .filter(stream -> stream.received().stream()
                        .anyMatch(received -> received.response().getCompactRevision() > 0))
                .count();
        findings.fact("streams cancelled by a compaction", compacted);
        return findings.verdict();
    }
}
