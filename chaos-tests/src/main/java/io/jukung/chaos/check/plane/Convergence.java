package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Prose;

/** A healed cluster comes to what was asked of it; the run has waited for that as long as it may take. */
final class Convergence implements Rule {

    @Override
    public void judge(PlaneRun run, Findings findings) {
        if (run.healed().isEmpty()) {
            findings.unknown("it was never healed");
            return;
        }
        var end = run.log().end();
        long healed = run.healed().get().ended();
        long over = run.log().changes().stream().mapToLong(Change::nanos).max().orElse(healed);
        for (var reason : Unsettled.of(end)) {
            findings.violation(
                    reason.rule(),
                    "%s.\nAll was healed at %s, the last write was at %s."
                            .formatted(reason.explanation(), Prose.time(healed), Prose.time(over)));
        }
        findings.fact("Deployments at the end", end.all("deployments").size());
        findings.fact("pods at the end", end.all("pods").size());
    }
}
