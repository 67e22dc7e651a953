package io.jukung.chaos.run;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What goes on, once a second: one line that is written over on a terminal, a line each five seconds elsewhere. */
public final class ProgressView implements AutoCloseable {

    private static final int PLAIN_SECONDS = 5;
    private static final int COLUMNS = 160;

    private final ChaosRun runner;
    private final PrintStream out;
    private final boolean terminal;
    private final Thread thread;
    private String stage = "";
    private volatile boolean closed;

    public ProgressView(ChaosRun runner, PrintStream out, boolean terminal) {
        this.runner = runner;
        this.out = out;
        this.terminal = terminal;
        this.thread = Thread.ofVirtual().name("progress").start(this::show);
    }

    private void show() {
        long begun = System.nanoTime();
        long before = 0;
        long lastOk = System.nanoTime();
        try {
            for (int second = 0; !closed; second++) {
                var now = runner.progress();
                long ok = now.ok();
                double perSecond = (ok - before) * 1e9 / Math.max(1, System.nanoTime() - lastOk);
                if (terminal || second % PLAIN_SECONDS == 0 || !stage.equals(now.stage())) {
                    print(line(now, (System.nanoTime() - begun) / 1_000_000_000, perSecond));
                    before = ok;
                    lastOk = System.nanoTime();
                }
                stage = now.stage();
                Thread.sleep(1000);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private static String line(ChaosRun.Progress now, long seconds, double perSecond) {
        return String.format(
                Locale.ROOT,
                "%3d s  %s  %.0f ops/s  ok %d, failed %d, unknown %d  %s  faults: %s",
                seconds,
                now.stage(),
                perSecond,
                now.ok(),
                now.failed(),
                now.unknown(),
                said(now.members()),
                now.faults().isEmpty() ? "none yet" : said(now.faults()));
    }

    private static String said(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void print(String line) {
        if (terminal) {
            var cut = line.length() > COLUMNS ? line.substring(0, COLUMNS - 1) + "…" : line;
            out.print("\r\u001b[2K" + cut);
            out.flush();
        } else {
            out.println(line);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (terminal) {
            out.println();
        }
    }
}
