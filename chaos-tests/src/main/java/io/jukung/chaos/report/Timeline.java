package io.jukung.chaos.report;

import com.google.errorprone.annotations.FormatMethod;
import io.jukung.chaos.edn.EdnWriter;
import io.jukung.chaos.history.History;
import io.jukung.chaos.history.HistoryEdn;
import io.jukung.chaos.history.Op;
import io.jukung.chaos.history.Phase;
import io.jukung.chaos.report.Spans.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/**
 * The history as a page: a row for each event from top to bottom, a lane for each process, an operation as a bar from its begin
 * to its end. A process that comes after another's last, uncertain operation goes on in its lane, as its worker did. Of a long
 * history the first events are shown and those around violations.
 */
final class Timeline {

    private static final int FIRST = 2000;
    private static final int AROUND = 150;
    private static final int MOST = 8000;
    private static final int ROW = 18;
    private static final int GUTTER = 90;
    private static final int LANE = 170;
    private static final int HOVER = 600;
    private static final int MOST_CALLS = 4;

    private static final String STYLE = """
            body { max-width: none; }
            .section { position: relative; margin: 1rem 0 2rem; font: 12px/14px system-ui, sans-serif; }
            .section > * { position: absolute; box-sizing: border-box; }
            .op { width: 164px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; padding: 1px 4px;
              border-left: 3px solid; border-radius: 2px; color: var(--fg); text-decoration: none; }
            .op:target { outline: 2px solid var(--bad); }
            .op.bad { outline: 2px solid var(--bad); }
            .ok { background: var(--ok); border-color: var(--okline); }
            .info { background: var(--info); border-color: var(--infoline); }
            .fail { background: var(--fail); border-color: var(--failline); }
            .before { border-top: 2px dashed var(--dim); } .after { border-bottom: 2px dashed var(--dim); }
            .t { left: 0; width: 80px; text-align: right; color: var(--dim); }
            .band { left: 86px; right: 0; background: var(--infoline); opacity: .12; }
            .who { top: 0; color: var(--dim); font-weight: 600; }
            .keys span { padding: 1px 8px; margin-right: .6rem; border-left: 3px solid; }
            """;

    private final History history;
    private final List<Span> spans;
    private final List<FaultBand> bands;
    private final Set<Long> violating;
    private final Map<Span, Integer> lanes;

    private Timeline(History history, List<Span> spans, List<FaultBand> bands, Set<Long> violating) {
        this.history = history;
        this.spans = spans;
        this.bands = bands;
        this.violating = violating;
        lanes = lanes(spans);
    }

    /** Events from a position until before another. */
    record Section(int from, int to) {}

    /**
     * The page.
     *
     * @param violating indexes of operations that a violation is about, the most important first
     */
    static String page(String title, History history, List<Span> spans, List<FaultBand> bands, List<Long> violating) {
        var timeline = new Timeline(history, spans, bands, new HashSet<>(violating));
        var sections = sections(history, violating);
        var body = new StringBuilder("<h1>").append(Html.escape(title)).append("</h1>\n");
        body.append("<p><a href=\"index.html\">The run</a></p>");
        body.append("<p class=\"keys\"><span class=\"ok\">ok</span><span class=\"info\">info: nobody knows</span>"
                + "<span class=\"fail\">fail: did not happen</span> A row is an event; hover for values.</p>\n");
        int shown = sections.stream()
                .mapToInt(section -> section.to() - section.from())
                .sum();
        if (shown < history.ops().size()) {
            body.append("<p>").append(shown).append(" of ").append(history.ops().size());
            body.append(" events: the first, and those around violations. All are in ")
                    .append(Html.link("history.txt", "history.txt"))
                    .append(".</p>\n");
        }
        sections.forEach(section -> timeline.section(section, body));
        return Html.page(title, STYLE, body.toString());
    }

    /** What of a history is shown: ordered, apart from one another, and not more than the limit. */
    static List<Section> sections(History history, List<Long> violating) {
        int size = history.ops().size();
        var shown = new TreeSet<Integer>();
        fill(shown, 0, Math.min(size, FIRST));
        if (size > FIRST && !violating.isEmpty()) {
            var positions = new HashMap<Long, Integer>();
            for (int i = 0; i < size; i++) {
                positions.put(history.ops().get(i).index(), i);
            }
            for (var index : violating) {
                var position = positions.get(index);
                if (position != null && shown.size() < MOST - 2 * AROUND) {
                    fill(shown, Math.max(0, position - AROUND), Math.min(size, position + AROUND));
                }
            }
        }
        var sections = new ArrayList<Section>();
        for (int position : shown) {
            if (!sections.isEmpty() && sections.getLast().to() == position) {
                sections.set(sections.size() - 1, new Section(sections.getLast().from(), position + 1));
            } else {
                sections.add(new Section(position, position + 1));
            }
        }
        return sections;
    }

    private static void fill(Set<Integer> positions, int from, int to) {
        for (int i = from; i < to; i++) {
            positions.add(i);
        }
    }

    /** Faults are in lane 0. */
    private static Map<Span, Integer> lanes(List<Span> spans) {
        var byProcess = new HashMap<Integer, Integer>();
        var free = new TreeSet<Integer>();
        var ending = new PriorityQueue<Span>(Comparator.comparingInt(Span::to));
        var lanes = new IdentityHashMap<Span, Integer>();
        int count = 0;
        byProcess.put(Op.NEMESIS, 0);
        for (var span : spans) {
            for (var ended = ending.peek(); ended != null && ended.to() < span.from(); ended = ending.peek()) {
                ending.remove();
                var lane = byProcess.remove(ended.begin().process());
                if (lane != null) {
                    free.add(lane);
                }
            }
            int process = span.begin().process();
            var lane = byProcess.get(process);
            if (lane == null) {
                var reused = free.pollFirst();
                lane = reused == null ? ++count : reused;
                byProcess.put(process, lane);
            }
            lanes.put(span, lane);
            if (span.begin().isClient() && span.end() != null && span.phase() == Phase.INFO) {
                ending.add(span);
            }
        }
        return lanes;
    }

    private void section(Section section, StringBuilder page) {
        var ops = history.ops();
        var shown = spans.stream()
                .filter(span -> span.from() < section.to() && span.to() >= section.from())
                .toList();
        int most = shown.stream()
                .mapToInt(span -> lanes.getOrDefault(span, 0))
                .max()
                .orElse(0);
        page.append("<h2>Events ")
                .append(section.from())
                .append(" to ")
                .append(section.to() - 1)
                .append("</h2>\n");
        add(
                page,
                "<div class=\"section\" style=\"height:%dpx;width:%dpx\">\n",
                (section.to() - section.from() + 2) * ROW,
                GUTTER + (most + 1) * LANE);
        add(page, "<div class=\"who\" style=\"left:%dpx\">nemesis</div>\n", GUTTER);
        for (var band : bands) {
            band(section, band, page);
        }
        for (int position = section.from(); position < section.to(); position += 5) {
            add(
                    page,
                    "<div class=\"t\" style=\"top:%dpx\">%.3f s</div>\n",
                    top(section, position),
                    ops.get(position).nanos() / 1e9);
        }
        shown.forEach(span -> bar(section, span, page));
        page.append("</div>\n");
    }

    private void band(Section section, FaultBand band, StringBuilder page) {
        int from = position(band.begun());
        int to = position(band.ended());
        if (band.ended() > band.begun() && from < section.to() && to > section.from()) {
            int top = top(section, Math.max(from, section.from()));
            add(
                    page,
                    "<div class=\"band\" style=\"top:%dpx;height:%dpx\"></div>\n",
                    top,
                    top(section, Math.min(to + 1, section.to())) - top);
        }
    }

    /** Of the first event at that time or later. */
    private int position(long nanos) {
        var ops = history.ops();
        int low = 0;
        int high = ops.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ops.get(middle).nanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void bar(Section section, Span span, StringBuilder page) {
        int top = top(section, Math.max(span.from(), section.from()));
        int bottom = top(section, Math.min(span.to(), section.to()));
        boolean bad = violating.contains(span.begin().index())
                || (span.end() != null && violating.contains(span.end().index()));
        var style = span.phase().keyword()
                + (bad ? " bad" : "")
                + (span.from() < section.from() ? " before" : "")
                + (span.to() > section.to() ? " after" : "");
        add(
                page,
                "<a class=\"op %s\" id=\"op-%d\" href=\"#op-%d\" style=\"left:%dpx;top:%dpx;height:%dpx\" title=\"",
                style,
                span.begin().index(),
                span.begin().index(),
                GUTTER + lanes.getOrDefault(span, 0) * LANE,
                top,
                Math.max(ROW, bottom - top) - 2);
        page.append(Html.escape(hover(span))).append("\">");
        var end = span.end();
        if (end != null && end != span.begin()) {
            page.append("<span id=\"op-").append(end.index()).append("\"></span>");
        }
        page.append(Html.escape(label(span))).append("</a>\n");
    }

    private static String label(Span span) {
        var who = span.begin().isClient() ? span.begin().process() + ": " : "";
        var text = who + span.text();
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static String hover(Span span) {
        var begin = span.begin();
        var end = span.end();
        var text = new StringBuilder();
        text.append("operation ").append(begin.index());
        text.append(end == null ? ", no end" : " to " + end.index());
        text.append(begin.isClient() ? ", process " + begin.process() : ", nemesis")
                .append('\n');
        text.append(":invoke ")
                .append(begin.f())
                .append(' ')
                .append(value(begin))
                .append('\n');
        if (end != null) {
            text.append(':').append(end.phase().keyword()).append(' ').append(value(end));
            text.append(end.error() == null ? "" : " " + Html.brief(end.error(), HOVER))
                    .append('\n');
        }
        text.append(String.format(Locale.ROOT, "at %.6f s", begin.nanos() / 1e9));
        if (end != null) {
            text.append(" for ").append(Quantity.nanos(end.nanos() - begin.nanos()));
            end.calls().stream()
                    .limit(MOST_CALLS)
                    .forEach(call -> text.append('\n').append(Html.brief(HistoryEdn.text(call), HOVER)));
            if (end.calls().size() > MOST_CALLS) {
                text.append("\n… ").append(end.calls().size()).append(" calls in all");
            }
        }
        return text.toString();
    }

    private static String value(Op op) {
        return Html.brief(EdnWriter.toString(op.value()), HOVER);
    }

    private static int top(Section section, int position) {
        return (position - section.from() + 1) * ROW;
    }

    @FormatMethod
    private static void add(StringBuilder page, String format, Object... arguments) {
        page.append(String.format(Locale.ROOT, format, arguments));
    }
}
