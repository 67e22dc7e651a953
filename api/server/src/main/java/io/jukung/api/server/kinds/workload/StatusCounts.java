package io.jukung.api.server.kinds.workload;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.List;

/** What the counts of pods in a workload's status must be to one another. */
public final class StatusCounts {

    private StatusCounts() {}

    /**
     * Checks a status.
     *
     * @param counts those that must not be negative, in the order of the findings
     * @param parts those of them that count some of {@code replicas}
     */
    public static Findings check(ObjectValue status, List<String> counts, List<String> parts) {
        var findings = new Findings();
        counts.forEach(count -> findings.notNegative(status, "status." + count, count));
        for (var part : parts) {
            if (status.whole(0, part) > status.whole(0, "replicas")) {
                findings.invalid(
                        "status." + part, Value.of(status.whole(0, part)), "cannot be greater than status.replicas");
            }
        }
        if (status.whole(0, "availableReplicas") > status.whole(0, "readyReplicas")) {
            findings.invalid(
                    "status.availableReplicas",
                    Value.of(status.whole(0, "availableReplicas")),
                    "cannot be greater than readyReplicas");
        }
        return findings;
    }
}
