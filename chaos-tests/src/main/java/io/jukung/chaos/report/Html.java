package io.jukung.chaos.report;

/** Pages that need nothing from anywhere else, in light and dark, without scripts. */
final class Html {

    private static final String STYLE = """
            :root { color-scheme: light dark; --fg: #1f2328; --dim: #59636e; --bg: #ffffff; --box: #f4f6f8; --line: #d1d9e0;
              --link: #0550ae; --ok: #cfe4ff; --okline: #2f7de1; --info: #ffe2ad; --infoline: #b87500; --fail: #f9cfe3;
              --failline: #b8266b; --good: #1a7f37; --bad: #c4232b; }
            @media (prefers-color-scheme: dark) { :root { --fg: #e2e6eb; --dim: #9aa4af; --bg: #14171b; --box: #1f242a;
              --line: #3a424c; --link: #7ab7ff; --ok: #17385f; --okline: #5aa2f5; --info: #523a0b; --infoline: #e0a030;
              --fail: #571a38; --failline: #ee6fa8; --good: #4cc267; --bad: #ff7a78; } }
            body { font: 15px/1.45 system-ui, sans-serif; color: var(--fg); background: var(--bg); margin: 1.5rem auto;
              max-width: 68rem; padding: 0 1rem; }
            a { color: var(--link); } h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
            h3 { font-size: 1rem; margin-bottom: .3rem; }
            code, pre { font: 13px/1.4 ui-monospace, monospace; } code { overflow-wrap: anywhere; }
            pre { background: var(--box); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; overflow: auto;
              max-height: 40rem; }
            table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top;
              border-bottom: 1px solid var(--line); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
            .dim { color: var(--dim); } .VALID { color: var(--good); font-weight: 600; }
            .INVALID { color: var(--bad); font-weight: 600; } .UNKNOWN { color: var(--infoline); font-weight: 600; }
            img { max-width: 100%; height: auto; display: block; margin: .5rem 0; }
            """;

    private Html() {}

    /**
     * A whole page.
     *
     * @param title plain text
     * @param style further rules
     * @param body markup
     */
    static String page(String title, String style, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%s</title><style>
                %s%s</style></head><body>
                %s
                </body></html>
                """.formatted(escape(title), STYLE, style, body);
    }

    static String link(String target, String text) {
        return "<a href=\"" + escape(target) + "\">" + escape(text) + "</a>";
    }

    /** Plain text for HTML and SVG, within elements and in quoted attributes. What XML cannot hold becomes U+FFFD. */
    static String escape(String text) {
        var escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\n'
                || c == '\t'
                || (c >= 0x20 && c < 0x7F)
                || (c > 0x9F && c < 0xD800)
                || (c > 0xDFFF && c < 0xFFFE)
                || c > 0xFFFF;
    }

    /** At most so many UTF-16 units; what is left out is said. */
    static String brief(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "… (" + text.length() + " characters)";
    }
}
