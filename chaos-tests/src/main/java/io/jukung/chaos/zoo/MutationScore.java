package io.jukung.chaos.zoo;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many of the bugs the suite finds.
 *
 * @param bugs those that there are
 * @param trials hunts that were made; those of bugs that are not among {@code bugs} do not count
 */
public record MutationScore(List<Bug> bugs, List<Trial> trials) {

    public MutationScore {
        bugs = List.copyOf(bugs);
        trials = List.copyOf(trials);
    }

    /**
     * A hunt.
     *
     * @param found what the run found; empty: it passed, so the bug got away
     */
    public record Trial(String bug, long seed, Optional<Found> found) {}

    /**
     * What gave a bug away.
     *
     * @param checker as {@code watch}
     * @param rule that it found broken
     * @param seconds from the run's begin to the end of the operation that shows it, or to the end of the run where it only
     *     showed then
     */
    public record Found(String checker, String rule, double seconds) {}

    private List<Trial> of(Bug bug) {
        return trials.stream().filter(trial -> trial.bug().equals(bug.name())).toList();
    }

    /** Bugs that were found in every hunt, of which there was at least one. */
    public long found() {
        return bugs.stream().map(this::of).filter(MutationScore::allFound).count();
    }

    /** Bugs that got away at least once. */
    public List<String> missed() {
        return bugs.stream()
                .filter(bug -> !of(bug).isEmpty() && !allFound(of(bug)))
                .map(Bug::name)
                .toList();
    }

    /** Bugs that nobody hunted. */
    public List<String> notHunted() {
        return bugs.stream().filter(bug -> of(bug).isEmpty()).map(Bug::name).toList();
    }

    private static boolean allFound(List<Trial> hunts) {
        return !hunts.isEmpty() && hunts.stream().allMatch(hunt -> hunt.found().isPresent());
    }

    /** Of all bugs, so one that was not hunted counts as not found; in percent, rounded down. */
    public long percent() {
        return bugs.isEmpty() ? 0 : 100 * found() / bugs.size();
    }

    /** For {@code docs/chaos.md}: a sentence and a Markdown table with a line for each bug. */
    public String markdown() {
        var lines = new ArrayList<String>();
        lines.add("Found: %d of %d bugs (%d %%) in %d hunts; got away at least once: %s; not hunted: %s."
                .formatted(found(), bugs.size(), percent(), trials.size(), list(missed()), list(notHunted())));
        lines.add("");
        lines.add("| bug | what the product does | workload | faults | found | by | seconds |");
        lines.add("|---|---|---|---|---|---|---|");
        for (var bug : bugs) {
            lines.add(row(bug));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private String row(Bug bug) {
        var hunts = of(bug);
        var finds = hunts.stream().flatMap(hunt -> hunt.found().stream()).toList();
        return "| `%s` | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        bug.name(),
                        escaped(bug.description()),
                        bug.hunt().by(),
                        faults(bug.hunt()),
                        hunts.isEmpty() ? "not hunted" : finds.size() + " of " + hunts.size(),
                        escaped(rules(finds)),
                        median(finds));
    }

    private static String faults(Bug.Hunt hunt) {
        return hunt instanceof Bug.Run run
                ? run.nemeses().isEmpty() ? "none" : String.join(", ", run.nemeses())
                : "its own";
    }

    /** Each rule once, the most frequent first. */
    private static String rules(List<Found> finds) {
        var counts = new TreeMap<String, Integer>();
        finds.forEach(find -> counts.merge(find.checker() + ": " + find.rule(), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> -entry.getValue()))
                .map(java.util.Map.Entry::getKey)
                .collect(joining("; "));
    }

    private static String median(List<Found> finds) {
        if (finds.isEmpty()) {
            return "";
        }
        var sorted = finds.stream().map(Found::seconds).sorted().toList();
        double median = sorted.size() % 2 == 1
                ? sorted.get(sorted.size() / 2)
                : (sorted.get(sorted.size() / 2 - 1) + sorted.get(sorted.size() / 2)) / 2;
        return String.format(Locale.ROOT, "%.1f", median);
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
