package io.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The commands of {@code etcdctl-tour.txt} with one etcdctl at one endpoint; knows the ids that came up on the way. */
final class EtcdctlTour {

    /**
     * A line of the table.
     *
     * @param lines of output after which it is ended; 0: it ends by itself
     */
    private record Step(String text, List<String> words, String input, int lines) {

        private static final Pattern FORM = Pattern.compile("(?:\\[(\\d+)] )?(.*?)(?: << (.*))?");
        private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

        static Step parse(String text) {
            var parts = FORM.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException(text);
            }
            var words = WORD.matcher(parts.group(2))
                    .results()
                    .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                    .toList();
            return new Step(
                    text,
                    words,
                    parts.group(3) == null ? "" : parts.group(3).replace("\\n", "\n"),
                    parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1)));
        }
    }

    /** What stands in the place of a text that differs. */
    private record Varying(Pattern text, String instead) {
        static Varying of(String pattern, String instead) {
            return new Varying(Pattern.compile(pattern), instead);
        }
    }

    /** What differs from run to run, and from one release of etcd to the next. */
    private static final List<Varying> VARYING = List.of(
            Varying.of(
                    "\"(cluster_id|member_id|leader|ID|raft_term|raftTerm|raftIndex|raftAppliedIndex|dbSize)\":\\d+",
                    "\"$1\":N"),
            Varying.of("\"(dbSizeInUse|storageVersion|dbSizeQuota)\":(\\d+|\"[^\"]*\"),?", ""),
            Varying.of("\"version\":\"[^\"]*\"", "\"version\":V"),
            Varying.of("\"(ClusterID|MemberID|RaftTerm|ID)\" : \\d+", "\"$1\" : N"),
            Varying.of("127\\.0\\.0\\.1:\\d{2,}", "ADDRESS"),
            Varying.of("\\b\\d+(\\.\\d+)?(ms|µs|s)\\b", "TIME"),
            // Etcdctl fills up those that begin with a zero: "Member  9…".
            Varying.of("(?<=Member|cluster) +[0-9a-f]{12,16}\\b", " ID"),
            Varying.of("\\b[0-9a-f]{12,16}\\b", "ID"),
            Varying.of("3\\.[56]\\.\\d+, .*", "STATUS"),
            Varying.of("(?m)^[0-9a-f]{1,8}, (\\d+), \\d+, .*$", "HASH, $1, KEYS, SIZE"),
            Varying.of("(?m)^(\\{\"level\"|\\d{4}[-/]\\d\\d[-/]).*\n?", ""));

    private static final Pattern FOUNDERS = Pattern.compile("ETCD_INITIAL_CLUSTER=\"([^\"]*)\"");
    private static final String MEMBERS = "# Members";

    private final Etcdctl etcdctl;
    private final Path folder;
    private String lease = "0";
    private String learner = "0";

    EtcdctlTour(Etcdctl etcdctl, Path folder) {
        this.etcdctl = etcdctl;
        this.folder = folder;
    }

    /**
     * Every step with what came of it, one text each, without what no two runs have alike.
     *
     * @param alone whether what is said of members is of one
     */
    List<String> run(boolean alone) throws IOException {
        var self = etcdctl.ok("endpoint", "status", "-w", "json").replaceFirst(".*\"member_id\":(\\d+).*", "$1");
        var said = new ArrayList<String>();
        for (var step : steps(alone)) {
            var words = step.words().stream()
                    .map(word -> filled(word, Long.toHexString(Long.parseUnsignedLong(self))))
                    .toArray(String[]::new);
            var input = filled(step.input(), self);
            var result = step.lines() == 0
                    ? etcdctl.runWithInput(input, words)
                    : etcdctl.runForLines(step.lines(), input, words);
            note(step, result.out());
            said.add(step.text() + "\n-> " + result.exit() + "\n" + stable(result.out()) + stable(result.err()));
        }
        return said;
    }

    private String filled(String text, String self) {
        return text.replace("$LEASE", lease)
                .replace("$LEARNER", learner)
                .replace("$SELF", self)
                .replace("$DIR", folder.toString());
    }

    private void note(Step step, String out) {
        if (step.text().startsWith("lease grant")) {
            lease = out.replaceFirst("(?s)^lease ([0-9a-f]+) granted.*", "$1");
        } else if (step.text().startsWith("member add new")) {
            learner = out.replaceFirst("(?s)^Member +([0-9a-f]+) added.*", "$1");
        }
    }

    private String stable(String output) {
        var text = output.replace(folder.toString(), "DIR");
        for (var varying : VARYING) {
            text = varying.text().matcher(text).replaceAll(varying.instead());
        }
        // By id, which no two runs have alike.
        return FOUNDERS.matcher(text)
                .replaceAll(founders -> Arrays.stream(founders.group(1).split(","))
                        .sorted()
                        .toList()
                        .toString());
    }

    private static List<Step> steps(boolean alone) throws IOException {
        try (var table = EtcdctlTour.class.getResourceAsStream("etcdctl-tour.txt")) {
            return Arrays.stream(new String(table.readAllBytes(), UTF_8).split("\n\n"))
                    .filter(section -> alone || !section.startsWith(MEMBERS))
                    .flatMap(String::lines)
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Step::parse)
                    .toList();
        }
    }
}
