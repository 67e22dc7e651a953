package io.jukung.chaos.check.lease;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;
import io.jukung.chaos.check.model.Mvcc;
import io.jukung.chaos.check.revision.CommittedLog;
import io.jukung.chaos.check.revision.Settlement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Revisions at which leases ended, as their keys show. */
final class Deaths {

    /** With {@code nanos} when the witness had it: it was before. */
    record Death(long revision, long nanos) {}

    private final Map<Long, Death> deaths;

    private Deaths(Map<Long, Death> deaths) {
        this.deaths = deaths;
    }

    static Deaths of(CommittedLog log, Settlement settlement, GivenUp givenUp, Findings findings) {
        var deaths = new HashMap<Long, Death>();
        for (var entry : log.entries()) {
            var end = log.mvcc().leaseEnd(entry.revision());
            if (end == null || settlement.writer(entry.revision()) != null || givenUp.has(end.lease())) {
                continue;
            }
            if (!end.whole()) {
                findings.violation("ended in parts", said(end, log.mvcc()) + "\nIt had other keys too.");
            }
            var before = deaths.putIfAbsent(end.lease(), new Death(entry.revision(), entry.nanos()));
            if (before != null && end.whole()) {
                findings.violation(
                        "ended twice",
                        said(end, log.mvcc()) + "\nIt had ended at revision " + before.revision() + " already.");
            }
        }
        return new Deaths(deaths);
    }

    private static String said(Mvcc.LeaseEnd end, Mvcc mvcc) {
        return "Revision %d, which no request explains, deletes keys of lease %d: %s"
                .formatted(end.revision(), end.lease(), Prose.events(mvcc.events(end.revision())));
    }

    int count() {
        return deaths.size();
    }

    @Nullable
    Death of(long lease) {
        return deaths.get(lease);
    }
}
