package io.jukung.chaos.cluster;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Names all that one cluster makes on this machine: its network interface, namespaces, cgroups, and the variable in its
 * processes' environment. With the pid of the harness in it, so that leftovers of dead ones are known.
 */
record RunName(String text) {

    /** In each member's environment, with the run's name as value. */
    static final String VARIABLE = "JUKUNG_CHAOS_RUN";

    private static final Pattern FORM = Pattern.compile("jkc([0-9]+)x[0-9]+");
    private static final AtomicInteger COUNTER = new AtomicInteger();

    RunName {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("run: " + text + ", expected " + FORM);
        }
    }

    /** A new one of this process; at most 14 characters, as an interface's name may have 15. */
    static RunName next() {
        return new RunName("jkc" + ProcessHandle.current().pid() + "x" + COUNTER.getAndIncrement() % 1000);
    }

    static boolean isOne(String name) {
        return FORM.matcher(name).matches();
    }

    long pid() {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public String toString() {
        return text;
    }
}
