package io.jukung.chaos.report;

/** Colours of charts: told apart by the colour-blind, on white and on black. */
final class ChartStyle {

    private static final int FAULTS = 6;
    static final int LINES = 6;

    private static final String[][] LIGHT = {
        {"ok", "#2f7de1"},
        {"info", "#d98200"},
        {"fail", "#c2185b"},
        {"line0", "#2f7de1"},
        {"line1", "#d98200"},
        {"line2", "#1a8f5a"},
        {"line3", "#c2185b"},
        {"line4", "#7a4fd0"},
        {"line5", "#6b6f76"},
        {"fault0", "#d1495b"},
        {"fault1", "#7a4fd0"},
        {"fault2", "#1a8f5a"},
        {"fault3", "#d98200"},
        {"fault4", "#0f7d96"},
        {"fault5", "#8a6d3b"}
    };
    private static final String[][] DARK = {
        {"ok", "#6fb1ff"},
        {"info", "#ffb84d"},
        {"fail", "#ff7eb6"},
        {"line0", "#6fb1ff"},
        {"line1", "#ffb84d"},
        {"line2", "#55d39a"},
        {"line3", "#ff7eb6"},
        {"line4", "#b99bff"},
        {"line5", "#aab0b8"},
        {"fault0", "#ff8a96"},
        {"fault1", "#b99bff"},
        {"fault2", "#55d39a"},
        {"fault3", "#ffb84d"},
        {"fault4", "#5fd0e6"},
        {"fault5", "#d9b779"}
    };

    private ChartStyle() {}

    static String line(int number) {
        return "line" + number % LINES;
    }

    static String fault(int number) {
        return "fault" + number % FAULTS;
    }

    /** The rules of an SVG; viewers that know no dark mode stay with light. */
    static String rules() {
        return """
                text { font: 12px system-ui, 'DejaVu Sans', sans-serif; }
                .title { font-size: 15px; font-weight: 600; } .end { text-anchor: end; } .middle { text-anchor: middle; }
                path { fill: none; stroke-linejoin: round; } .dots { stroke-width: 3; stroke-linecap: round; }
                .line { stroke-width: 1.6; } .key { stroke-width: 4; } .grid { stroke-width: 1; }
                .shade { fill-opacity: .13; stroke: none; } .name { stroke: none; }
                """
                + colours("#ffffff", "#1f2328", "#59636e", "#dfe3e8", LIGHT)
                + "@media (prefers-color-scheme: dark) {\n"
                + colours("#14171b", "#e2e6eb", "#9aa4af", "#323941", DARK)
                + "}\n";
    }

    private static String colours(String back, String text, String dim, String grid, String[][] series) {
        var rules = new StringBuilder();
        rules.append(".back { fill: ").append(back).append("; } text { fill: ").append(text);
        rules.append("; } .dim { fill: ").append(dim).append("; } .grid { stroke: ").append(grid).append("; }\n");
        for (var one : series) {
            var property = one[0].startsWith("fault") ? "fill" : "stroke";
            rules.append('.')
                    .append(one[0])
                    .append(" { ")
                    .append(property)
                    .append(": ")
                    .append(one[1])
                    .append("; }\n");
        }
        return rules.toString();
    }
}
