package io.jukung.cli.kv;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Runs what the user names, with our input, output and environment. */
final class Program {

    /** What Java says of the system's error: its number is in there, in a form of the release's choice. */
    private static final Pattern ERROR = Pattern.compile("error[=:] ?([0-9]+)");

    private Program() {}

    /**
     * How it failed; nothing when it ended with 0.
     *
     * @param variables go into its environment beside ours
     */
    static Optional<KvFailure> run(Invocation run, List<String> command, Map<String, String> variables) {
        var builder = new ProcessBuilder(command).inheritIO();
        // The password of the store is ours alone.
        builder.environment().remove("ETCDCTL_PASSWORD");
        builder.environment().putAll(variables);
        try {
            int code = builder.start().waitFor();
            return code == 0 ? Optional.empty() : Optional.of(new KvFailure(code, "exit status " + code));
        } catch (IOException e) {
            return Optional.of(new KvFailure(Exit.ERROR, reason(command.getFirst(), String.valueOf(e.getMessage()))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new KvFailure(Exit.INTERRUPTED, "interrupted"));
        }
    }

    private static String reason(String program, String message) {
        var error = ERROR.matcher(message);
        return switch (error.find() ? error.group(1) : "") {
            case "2" ->
                program.contains("/")
                        ? "fork/exec " + program + ": no such file or directory"
                        : "exec: " + GoText.quote(program) + ": executable file not found in $PATH";
            case "13" -> "fork/exec " + program + ": permission denied";
            default -> message;
        };
    }
}
