package io.jukung.cli.kv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Completion scripts for a link named etcdctl, made of the table of commands. */
final class Completion {

    private Completion() {}

    static void print(Invocation run, List<Verb> verbs) {
        var shell = run.words().isEmpty() ? "" : run.word(0);
        switch (shell) {
            case "bash" -> run.printer().say(bash(verbs));
            case "zsh" -> run.printer().say("autoload -U +X bashcompinit && bashcompinit\n" + bash(verbs));
            case "fish" -> run.printer().say(fish(verbs));
            default -> throw KvFailure.arguments("completion " + shell + ": expected bash, zsh or fish");
        }
    }

    /** By what was typed so far: what may come next. */
    private static Map<String, Set<String>> next(List<Verb> verbs) {
        var next = new LinkedHashMap<String, Set<String>>();
        for (var verb : verbs) {
            next.computeIfAbsent("", typed -> new TreeSet<>()).add(verb.group().isEmpty() ? verb.word() : verb.group());
            if (!verb.group().isEmpty()) {
                next.computeIfAbsent(verb.group(), typed -> new TreeSet<>()).add(verb.word());
            }
            var flags = next.computeIfAbsent(verb.path(), typed -> new TreeSet<>());
            Etcdctl.flags(verb).forEach(flag -> flags.add("--" + flag.name()));
        }
        return next;
    }

    private static String bash(List<Verb> verbs) {
        return function("_etcdctl", 0, verbs) + "\ncomplete -F _etcdctl etcdctl";
    }

    /**
     * A function that completes what follows the program's name.
     *
     * @param before how many words stand between that name and the command
     */
    static String function(String name, int before, List<Verb> verbs) {
        var script = new StringBuilder("""
                %s() {
                  local first="${COMP_WORDS[%d]}" words=
                  local typed="$first ${COMP_WORDS[%d]}"
                  [ "$COMP_CWORD" -le %1$d ] && typed=
                  [ "$COMP_CWORD" -eq %2$d ] && typed="$first"
                  case "$typed" in
                """.replace("%1$d", Integer.toString(before + 1))
                .replace("%2$d", Integer.toString(before + 2))
                .formatted(name, before + 1, before + 2));
        // The longer first: `lease grant` before `lease`.
        var all = new ArrayList<>(next(verbs).entrySet());
        all.sort(Comparator.comparingInt(entry -> -entry.getKey().length()));
        for (var entry : all) {
            var pattern = entry.getKey().isEmpty() ? "\"\"" : "\"" + entry.getKey() + "\"*";
            script.append("  " + pattern + ") words=\"" + String.join(" ", entry.getValue()) + "\" ;;\n");
        }
        return script.append("""
                  esac
                  mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
                }""").toString();
    }

    private static String fish(List<Verb> verbs) {
        return verbs.stream()
                .map(verb -> "complete -f -c etcdctl -n __fish_use_subcommand -a "
                        + (verb.group().isEmpty() ? verb.word() : verb.group()))
                .distinct()
                .collect(Collectors.joining("\n"));
    }
}
