package io.jukung.cli.local;

import io.jukung.cli.CommandFailure;
import java.io.PrintStream;
import java.time.Duration;

/** The cluster's state as it changes: drawn in place on a terminal, elsewhere a block for each change. */
public final class LiveView {

    private static final Duration REFRESH = Duration.ofSeconds(3);
    /** Cursor to the upper left corner, and what is below it erased. */
    private static final String CLEAR = "\u001b[H\u001b[J";

    private LiveView() {}

    /**
     * Shows it until the process is interrupted.
     *
     * @param terminal whether {@code out} understands ANSI control sequences
     */
    public static void show(ClusterLayout layout, PrintStream out, boolean terminal) throws InterruptedException {
        var shown = "";
        while (true) {
            StatusView view;
            try {
                view = StatusView.of(layout);
            } catch (CommandFailure e) {
                out.println(e.getMessage());
                return;
            }
            if (terminal) {
                out.println(CLEAR + view.text() + "\n\nCtrl-C stops the cluster; its data stays.");
            } else if (!view.gist().equals(shown)) {
                shown = view.gist();
                out.println(view.text());
            }
            Thread.sleep(REFRESH);
        }
    }
}
