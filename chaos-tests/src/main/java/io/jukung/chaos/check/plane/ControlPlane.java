package io.jukung.chaos.check.plane;

import io.jukung.chaos.check.Checker;
import io.jukung.chaos.check.Evidence;
import io.jukung.chaos.check.Findings;
import io.jukung.chaos.check.Verdict;
import java.time.Duration;
import java.util.List;

/** The promises of a control plane, each a {@link Rule}. */
public final class ControlPlane implements Checker {

    private final List<Rule> rules;

    /** With how late a loop may see what is wanted of it. */
    public ControlPlane(Duration late) {
        this.rules = List.of(
                new ObjectRules(),
                new PodRules(),
                new WorkloadBounds(late),
                new AckedWrites(),
                new ServersAgree(),
                new NodeRuntime(),
                new Convergence(),
                new QuietPeriod());
    }

    @Override
    public String name() {
        return "control-plane";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        if (evidence.events().isEmpty()) {
            findings.unknown("there is no event log");
            return findings.verdict();
        }
        var events = evidence.events().get();
        if (!events.complete()) {
            findings.unknown(events.gap());
        }
        var run = PlaneRun.of(PlaneLog.of(events), evidence.history());
        rules.forEach(rule -> rule.judge(run, findings));
        return findings.verdict();
    }
}
