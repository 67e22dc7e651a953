package io.jukung.cli.kv;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.jukung.proto.etcd.WatchCreateRequest;
import io.jukung.proto.etcd.WatchResponse;
import io.jukung.proto.etcd.mvcc.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** {@code watch}: prints changes until interrupted, and runs a program for each where one is given after {@code --}. */
final class WatchVerb {

    private static final int MOST_WATCHERS = 1_000;

    private static final List<Flag> FLAGS = List.of(
            Flag.toggle("interactive", "read watches and progress requests from standard input")
                    .or('i'),
            Flag.toggle("prefix", "all keys that begin with KEY"),
            Flag.toggle("prev-kv", "with what was there before"),
            Flag.toggle("progress-notify", "tell now and then how far the watch is"),
            Flag.number("rev", "0", "from this revision on; 0 for from now"));

    static final Verb WATCH = new Verb(
            "watch",
            "KEY [END] [-- COMMAND [ARGUMENT]...]",
            "Print changes of keys as they happen, until interrupted.",
            FLAGS,
            WatchVerb::watch);

    private WatchVerb() {}

    private static void watch(Invocation run) {
        if (run.arguments().on("interactive")) {
            interactive(run);
            return;
        }
        open(run, run.arguments()).follow();
    }

    /** Each line opens a watch beside the others; they share their output. */
    private static void interactive(Invocation run) {
        run.require(run.words().isEmpty(), "bad number of arguments");
        var free = new Semaphore(MOST_WATCHERS);
        var last = new Watching[1];
        while (true) {
            var line = run.line();
            if (line == null) {
                throw new KvFailure(Exit.INVALID_INPUT, "error reading watch request line: EOF");
            }
            var words = Words.split(line);
            var command = words.isEmpty() ? "" : words.getFirst();
            if (command.equals("progress")) {
                if (last[0] != null) {
                    last[0].progress();
                }
            } else if (!command.equals("watch")) {
                run.remark("Invalid command " + line + " (only support watch)");
            } else if (words.size() < 2 && !run.environment().containsKey("ETCDCTL_WATCH_KEY")) {
                run.remark("Invalid command " + line + " (command type or key is not provided)");
            } else if (!free.tryAcquire()) {
                run.remark("Invalid command " + line + " (no more than " + MOST_WATCHERS + " watches)");
            } else {
                last[0] = interactive(run, line, words.subList(1, words.size()), last[0]);
            }
        }
    }

    private static Watching interactive(Invocation run, String line, List<String> words, Watching before) {
        var arguments = parsed(words);
        try {
            var watching = open(run, arguments);
            Thread.ofVirtual().start(() -> {
                try {
                    watching.follow();
                } catch (KvFailure failure) {
                    run.remark("Error: " + failure.text());
                } catch (StatusRuntimeException failure) {
                    run.remark("Error: " + KvFailure.told(failure));
                }
            });
            return watching;
        } catch (KvFailure failure) {
            run.remark("Invalid command " + line + " (" + failure.text() + ")");
            return before;
        }
    }

    private static Arguments parsed(List<String> words) {
        try {
            return Arguments.parse(words, FLAGS);
        } catch (KvFailure failure) {
            throw KvFailure.arguments(failure.text());
        }
    }

    private static Watching open(Invocation run, Arguments arguments) {
        var all = arguments.words();
        int dash = arguments.dash();
        var keys = dash < 0 ? all : all.subList(0, dash);
        var command = dash < 0 ? List.<String>of() : List.copyOf(all.subList(dash, all.size()));
        var fromEnvironment = run.environment().getOrDefault("ETCDCTL_WATCH_KEY", "");
        if (!fromEnvironment.isEmpty()) {
            run.require(keys.isEmpty(), "bad number of arguments (found conflicting environment key)");
            var end = run.environment().getOrDefault("ETCDCTL_WATCH_RANGE_END", "");
            keys = end.isEmpty() ? List.of(fromEnvironment) : List.of(fromEnvironment, end);
        }
        run.require(!keys.isEmpty() && keys.size() <= 2, "bad number of arguments");
        run.require(keys.size() == 1 || !arguments.on("prefix"), "`range_end` and `--prefix` are mutually exclusive");
        var range = KeyRange.of(keys, arguments.on("prefix"), false);
        var request = WatchCreateRequest.newBuilder()
                .setKey(range.start())
                .setRangeEnd(range.end())
                .setStartRevision(arguments.number("rev"))
                .setPrevKv(arguments.on("prev-kv"))
                .setProgressNotify(arguments.on("progress-notify"))
                .build();
        return new Watching(run.store(), request, response -> {
            show(run, response, command);
            return true;
        });
    }

    private static void show(Invocation run, WatchResponse response, List<String> command) {
        if (response.getCanceled()) {
            run.remark("watch was canceled ("
                    + (response.getCompactRevision() > 0
                            ? "etcdserver: mvcc: required revision has been compacted"
                            : response.getCancelReason())
                    + ")");
        }
        if (response.getEventsCount() == 0 && !response.getCanceled()) {
            run.printer().say("progress notify: " + response.getHeader().getRevision());
        }
        run.print(KeyAnswers.changes(response, run.printer()));
        if (response.getCanceled()) {
            throw new KvFailure(Exit.INTERRUPTED, "watch is canceled by the server");
        }
        if (!command.isEmpty()) {
            for (var event : response.getEventsList()) {
                react(run, response.getHeader().getRevision(), event, command);
            }
        }
    }

    private static void react(Invocation run, long revision, Event event, List<String> command) {
        var pair = event.getKv();
        var problem = Program.run(
                run,
                command,
                Map.of(
                        "ETCD_WATCH_REVISION",
                        Long.toString(revision),
                        "ETCD_WATCH_EVENT_TYPE",
                        GoText.quote(ByteString.copyFromUtf8(event.getType().name())),
                        "ETCD_WATCH_KEY",
                        GoText.quote(pair.getKey()),
                        "ETCD_WATCH_VALUE",
                        GoText.quote(pair.getValue())));
        if (problem.isPresent()) {
            var shown = command.stream().map(GoText::quote).toList();
            run.remark("command [" + String.join(" ", shown) + "] error ("
                    + problem.get().text() + ")");
            throw new KvFailure(Exit.ERROR.code(), "");
        }
    }
}
