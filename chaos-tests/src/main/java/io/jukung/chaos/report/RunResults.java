package io.jukung.chaos.report;

import io.jukung.chaos.check.Verdict;
import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.report.Spans.Span;
import io.jukung.chaos.run.RunRecord;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A run's {@code results.edn} and {@code test.edn}. */
final class RunResults {

    private RunResults() {}

    /** Jepsen's shape of a composed checker's result: {@code :valid?} of all, then each checker's under its name. */
    static Edn results(RunRecord run) {
        var entries = new LinkedHashMap<Edn, Edn>();
        entries.put(Edn.keyword("valid?"), valid(validity(run)));
        for (var verdict : run.verdicts()) {
            entries.put(Edn.of(verdict.checker()), verdict(verdict));
        }
        return new Edn.Dict(entries);
    }

    static Edn test(RunRecord run, List<Span> spans, long over) {
        return Edn.dict(
                "name", Edn.of(run.test()),
                "seed", Edn.of(run.seed()),
                "start-time", Edn.of(run.begun().toString()),
                "seconds", new Edn.Real(Duration.ofNanos(over).toMillis() / 1e3),
                "valid?", valid(validity(run)),
                "operations",
                        Edn.of(spans.stream()
                                .filter(span -> span.begin().isClient())
                                .count()),
                "options", texts(run.options()),
                "situations",
                        new Edn.Dict(run.situations().entrySet().stream()
                                .collect(Collectors.toMap(
                                        entry -> Edn.of(entry.getKey()),
                                        entry -> Edn.of(entry.getValue()),
                                        (first, second) -> first,
                                        LinkedHashMap::new))),
                "again", Edn.of(run.again()));
    }

    /** The worst of all; a run that nobody judged is unknown. */
    static Verdict.Validity validity(RunRecord run) {
        var all = run.verdicts().stream().map(Verdict::validity).collect(Collectors.toSet());
        if (all.contains(Verdict.Validity.INVALID)) {
            return Verdict.Validity.INVALID;
        }
        return all.isEmpty() || all.contains(Verdict.Validity.UNKNOWN)
                ? Verdict.Validity.UNKNOWN
                : Verdict.Validity.VALID;
    }

    private static Edn verdict(Verdict verdict) {
        return Edn.dict(
                "valid?", valid(verdict.validity()),
                "violations",
                        Edn.vector(verdict.violations().stream()
                                .map(RunResults::violation)
                                .toList()),
                "facts", texts(verdict.facts()));
    }

    private static Edn violation(Verdict.Violation violation) {
        return Edn.dict(
                "rule", Edn.of(violation.rule()),
                "explanation", Edn.of(violation.explanation()),
                "ops", Edn.vector(violation.ops().stream().map(Edn::of).toList()));
    }

    private static Edn valid(Verdict.Validity validity) {
        return switch (validity) {
            case VALID -> Edn.of(true);
            case INVALID -> Edn.of(false);
            case UNKNOWN -> Edn.keyword("unknown");
        };
    }

    private static Edn texts(Map<String, String> texts) {
        var entries = new LinkedHashMap<Edn, Edn>();
        texts.forEach((name, value) -> entries.put(Edn.of(name), Edn.of(value)));
        return new Edn.Dict(entries);
    }
}
