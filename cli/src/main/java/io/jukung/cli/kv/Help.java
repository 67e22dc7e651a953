package io.jukung.cli.kv;

import java.util.List;

/** What {@code --help} prints. */
final class Help {

    private Help() {}

    /** Of several commands. */
    static String of(String program, String version, List<Verb> verbs) {
        var text = new StringBuilder("Usage: " + program + " COMMAND [FLAGS]\n\nThe commands of etcdctl " + version
                + ", for a store of ours or any etcd v3.\n\nCommands:\n");
        int width = verbs.stream().mapToInt(verb -> verb.path().length()).max().orElse(0);
        for (var verb : verbs) {
            text.append("  ")
                    .append(verb.path())
                    .repeat(' ', width - verb.path().length() + 2)
                    .append(verb.summary())
                    .append('\n');
        }
        return text.append("\nFlags of every command (or ETCDCTL_NAME in the environment):\n")
                .append(of(GlobalFlags.ALL))
                .toString();
    }

    /** Of one. */
    static String of(String program, Verb verb) {
        var text = new StringBuilder(
                "Usage: " + program + " " + verb.path() + " " + verb.usage() + " [FLAGS]\n\n" + verb.summary() + "\n");
        if (!verb.flags().isEmpty()) {
            text.append("\nFlags:\n").append(of(verb.flags()));
        }
        return text.append("\nFlags of every command (or ETCDCTL_NAME in the environment):\n")
                .append(of(GlobalFlags.ALL))
                .toString();
    }

    private static String of(List<Flag> flags) {
        var text = new StringBuilder();
        for (var flag : flags) {
            var spelling = (flag.letter() == ' ' ? "    " : "-" + flag.letter() + ", ") + "--" + flag.name();
            text.append("  ")
                    .append(spelling)
                    .repeat(' ', Math.max(2, 34 - spelling.length()))
                    .append(flag.description());
            if (!flag.initial().isEmpty() && flag.kind() != Flag.Kind.SWITCH) {
                text.append(" (default ").append(flag.initial()).append(')');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
