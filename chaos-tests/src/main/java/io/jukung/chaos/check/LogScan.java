package io.jukung.chaos.check;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Looks in the members' output for what a member never says unless something is broken in it. */
public final class LogScan implements Checker {

    /**
     * A line that says so, and what.
     *
     * @param excusable whether a line that is allowed for another reason may say so too
     */
    private record Sign(String rule, Pattern pattern, boolean excusable) {
        Sign(String rule, Pattern pattern) {
            this(rule, pattern, true);
        }
    }

    private static final List<Sign> SIGNS = List.of(
            // Damage on a disk has to be found before a member uses it, so no fault is an excuse for this one.
            new Sign("members differ", Pattern.compile("members differ in |differs from the majority "), false),
            new Sign("state lost", Pattern.compile("this member's state is not used any more")),
            new Sign("out of memory", Pattern.compile("OutOfMemoryError|Terminating due to java\\.lang")),
            new Sign(
                    "uncaught exception", Pattern.compile("Exception in thread|Uncaught exception|uncaught exception")),
            new Sign(
                    "JVM crash",
                    Pattern.compile("A fatal error has been detected by the Java Runtime|hs_err_pid|SIGSEGV|SIGBUS")),
            new Sign(
                    "broken invariant",
                    Pattern.compile("AssertionError|IllegalStateException|NullPointerException|"
                            + "ClassCastException|IndexOutOfBoundsException|ConcurrentModificationException|"
                            + "StackOverflowError|NoClassDefFoundError|NoSuchMethodError|LinkageError")),
            new Sign("member halted", Pattern.compile("store fault: ")),
            new Sign("leak", Pattern.compile("LEAK: |was not released before it's garbage-collected")),
            new Sign(
                    "panic",
                    Pattern.compile("^panic: |\\bpanic\\b.*goroutine|\"level\":\"(panic|fatal)\"|^fatal error: ")),
            new Sign(
                    "corruption",
                    Pattern.compile("(?i)checksum mismatch|corruption:|corrupt cluster|found data inconsistency")));

    /**
     * Ratis gives back twice what a request took of its limits where leadership is lost while the request's entry is applied
     * ({@code PendingRequests} was closed already), and fails to reply to it. Nobody waits for that reply: the state machine has
     * told the outcome when it applied the entry. What Ratis counts is thrown away with the leadership.
     */
    private static final Pattern REPLY_TO_WHO_LEADS_NO_MORE = Pattern.compile(
            "Exception while .*StateMachineUpdater: applying txn .*available = -.*PendingRequests\\$RequestLimits\\.release");

    private static final int LINE = 400;

    private final List<Pattern> allowed;

    /** With {@code allowed} what a line may contain all the same, as where the run itself fills the disk. */
    public LogScan(List<Pattern> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    private boolean isAllowed(String line) {
        return REPLY_TO_WHO_LEADS_NO_MORE.matcher(line).find()
                || allowed.stream().anyMatch(pattern -> pattern.matcher(line).find());
    }

    @Override
    public String name() {
        return "log-scan";
    }

    @Override
    public Verdict check(Evidence evidence) {
        var findings = new Findings(name());
        SortedMap<String, List<String>> logs = new TreeMap<>(evidence.logs());
        long excused = 0;
        long lines = 0;
        for (var log : logs.entrySet()) {
            lines += log.getValue().size();
            for (int i = 0; i < log.getValue().size(); i++) {
                var line = log.getValue().get(i);
                for (var sign : SIGNS) {
                    if (!sign.pattern().matcher(line).find()) {
                        continue;
                    }
                    if (sign.excusable() && isAllowed(line)) {
                        excused++;
                    } else {
                        var shown = line.length() <= LINE ? line : line.substring(0, LINE) + "…";
                        findings.violation(sign.rule(), "%s, line %d: %s".formatted(log.getKey(), i + 1, shown));
                    }
                    break;
                }
            }
        }
        findings.fact("lines", lines);
        findings.fact("lines allowed", excused);
        if (logs.isEmpty()) {
            findings.unknown("there are no logs");
        }
        return findings.verdict();
    }
}
