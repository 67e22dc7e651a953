package io.jukung.cli.kv;

import io.grpc.StatusRuntimeException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code jukung kv}: etcdctl 3.5's commands, flags, formats, errors and exit codes, for our store and any etcd v3.
 *
 * @param program what it is called in its help
 * @param version the release of etcdctl that is matched
 * @param words the commands that are offered, by their first word; all where it is empty
 */
public record Etcdctl(String program, String version, Set<String> words) {

    public Etcdctl {
        words = Set.copyOf(words);
    }

    private static final String API_VERSION = "3.5";

    /** Where a command line leads. */
    private sealed interface Target {
        record Run(Verb verb, List<String> rest) implements Target {}

        record Show(String text, int exitCode) implements Target {}
    }

    private List<Verb> verbs() {
        return Stream.of(
                        MaintenanceVerbs.ALL,
                        AuthVerbs.ALL,
                        CheckVerbs.ALL,
                        KeyVerbs.ALL,
                        EndpointVerbs.ALL,
                        LeaseVerbs.ALL,
                        TurnVerbs.ALL,
                        List.of(MirrorVerb.MIRROR, TxnVerb.TXN, WatchVerb.WATCH),
                        MemberVerbs.ALL,
                        RoleVerbs.ALL,
                        SnapshotVerbs.ALL,
                        UserVerbs.ALL,
                        List.of(
                                new Verb(
                                        "completion",
                                        "bash|zsh|fish",
                                        "Print a completion script.",
                                        List.of(),
                                        run -> Completion.print(run, verbs())),
                                new Verb(
                                        "version",
                                        "",
                                        "Print the version of etcdctl that is matched.",
                                        List.of(),
                                        run -> {
                                            run.printer().say("etcdctl version: " + version);
                                            run.printer().say("API version: " + API_VERSION);
                                        })))
                .flatMap(List::stream)
                .filter(verb -> words.isEmpty() || words.contains(verb.path().split(" ", 2)[0]))
                .sorted(Comparator.comparing(Verb::path))
                .toList();
    }

    /** A function of bash that completes what follows {@code jukung} and the word for these commands. */
    public String completion(String function) {
        return Completion.function(function, 1, verbs());
    }

    /** Runs a command with this process's streams and environment. */
    public int run(List<String> arguments) {
        var out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false);
        return run(arguments, System.getenv(), System.in, out, System.err);
    }

    /**
     * Runs a command.
     *
     * @return the exit code
     */
    public int run(
            List<String> arguments, Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
        try {
            switch (find(arguments)) {
                case Target.Show(var text, int exitCode) -> {
                    (exitCode == 0 ? out : err).print(text);
                    out.flush();
                    return exitCode;
                }
                case Target.Run(var verb, var rest) -> {
                    var parsed = parse(verb, rest);
                    if (parsed.on("help")) {
                        out.print(Help.of(program, verb));
                        out.flush();
                        return 0;
                    }
                    var complete = parsed.withDefaults(GlobalFlags.ofEnvironment(environment, parsed));
                    if (complete.on("debug")) {
                        tell(complete, err);
                    }
                    try (var run = new Invocation(complete, environment, in, out, err)) {
                        verb.action().run(run);
                        return 0;
                    }
                }
            }
        } catch (KvFailure failure) {
            out.flush();
            if (!failure.text().isEmpty()) {
                err.println("Error: " + failure.text());
            }
            return failure.exitCode();
        } catch (StatusRuntimeException refused) {
            out.flush();
            err.println("Error: " + KvFailure.told(refused));
            return Exit.ERROR.code();
        }
    }

    private Arguments parse(Verb verb, List<String> rest) {
        try {
            return Arguments.parse(rest, flags(verb));
        } catch (KvFailure failure) {
            throw new KvFailure(
                    failure.exitCode(),
                    failure.text() + System.lineSeparator() + "see: " + program + " " + verb.path() + " --help");
        }
    }

    /** A command's own flag hides a global one of its name. */
    static List<Flag> flags(Verb verb) {
        var flags = new ArrayList<>(verb.flags());
        GlobalFlags.ALL.stream()
                .filter(global ->
                        verb.flags().stream().noneMatch(own -> own.name().equals(global.name())))
                .forEach(flags::add);
        flags.add(Flag.toggle("help", "this help").or('h'));
        return flags;
    }

    /** Passwords are not told. */
    private static void tell(Arguments arguments, PrintStream err) {
        for (var flag : GlobalFlags.ALL) {
            boolean secret = flag.name().equals("password") || flag.name().equals("user");
            var text = arguments.text(flag.name());
            err.println(flag.variable() + "=" + (secret && !text.isEmpty() ? "***" : text));
        }
    }

    /** Global flags may stand before the command. */
    private Target find(List<String> arguments) {
        var before = new ArrayList<String>();
        int i = 0;
        while (i < arguments.size() && arguments.get(i).startsWith("-")) {
            var flag = arguments.get(i);
            if (flag.equals("--help") || flag.equals("-h")) {
                return new Target.Show(Help.of(program, version, verbs()), 0);
            }
            before.add(flag);
            if (!flag.contains("=") && takesValue(flag) && i + 1 < arguments.size()) {
                before.add(arguments.get(++i));
            }
            i++;
        }
        var rest = arguments.subList(i, arguments.size());
        if (rest.isEmpty()) {
            return new Target.Show(Help.of(program, version, verbs()), 0);
        }
        if (rest.getFirst().equals("help")) {
            return help(rest.subList(1, rest.size()));
        }
        for (int words = Math.min(2, rest.size()); words > 0; words--) {
            var verb = named(String.join(" ", rest.subList(0, words)));
            if (verb.isPresent()) {
                return new Target.Run(
                        verb.get(),
                        Stream.concat(before.stream(), rest.subList(words, rest.size()).stream())
                                .toList());
            }
        }
        return group(rest.getFirst());
    }

    private static boolean takesValue(String text) {
        return GlobalFlags.ALL.stream()
                .filter(flag -> text.equals("--" + flag.name()) || text.equals("-" + flag.letter()))
                .anyMatch(flag -> flag.kind() != Flag.Kind.SWITCH);
    }

    private Optional<Verb> named(String path) {
        return verbs().stream().filter(verb -> verb.path().equals(path)).findFirst();
    }

    private Target group(String word) {
        var members = verbs().stream().filter(verb -> verb.group().equals(word)).toList();
        if (!members.isEmpty()) {
            return new Target.Show(Help.of(program, version, members), 0);
        }
        throw new KvFailure(
                Exit.ERROR,
                "unknown command " + GoText.quote(word) + " for " + GoText.quote(program) + System.lineSeparator()
                        + "Run '" + program + " --help' for usage.");
    }

    private Target help(List<String> words) {
        var verb = named(String.join(" ", words));
        if (verb.isPresent()) {
            return new Target.Show(Help.of(program, verb.get()), 0);
        }
        return words.isEmpty() ? new Target.Show(Help.of(program, version, verbs()), 0) : group(words.getFirst());
    }
}
