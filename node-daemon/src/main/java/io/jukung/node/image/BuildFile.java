package io.jukung.node.image;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A parsed {@code Jukungfile}: the part of a Dockerfile that needs no program run inside the image.
 *
 * <pre>
 * FROM scratch | path/of/an/oci-archive.tar
 * COPY [--from=host] [--chmod=755] SOURCE… DESTINATION
 * ENV NAME=value …
 * ENTRYPOINT ["program", "argument"]      CMD ["argument"]
 * USER name   WORKDIR /folder   EXPOSE 80/tcp   LABEL name=value   STOPSIGNAL SIGTERM
 * </pre>
 *
 * <p>Sources are inside the build folder; with {@code --from=host} they are absolute paths of this
 * machine. A line that ends with a backslash goes on in the next; {@code #} starts a comment line.
 *
 * @param base archive to build upon; empty for {@code scratch}
 */
public record BuildFile(Optional<String> base, List<Instruction> instructions) {

    /** The name a build folder's file has. */
    public static final String FILE_NAME = "Jukungfile";

    private static final Pattern PAIR = Pattern.compile("([A-Za-z_][A-Za-z0-9_.\\-/]*)=(\"([^\"]*)\"|[^\\s\"]*)");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}(/(tcp|udp|sctp))?");

    public BuildFile {
        instructions = List.copyOf(instructions);
    }

    /** One line that changes the image. */
    public sealed interface Instruction {}

    /**
     * Adds files as one layer.
     *
     * @param fromHost whether sources are paths of this machine
     * @param mode permission bits for the files; empty for those they have
     */
    public record Copy(List<String> sources, String destination, boolean fromHost, Optional<Integer> mode)
            implements Instruction {
        public Copy {
            sources = List.copyOf(sources);
        }
    }

    public record Env(String name, String value) implements Instruction {}

    public record Entrypoint(List<String> arguments) implements Instruction {
        public Entrypoint {
            arguments = List.copyOf(arguments);
        }
    }

    public record Command(List<String> arguments) implements Instruction {
        public Command {
            arguments = List.copyOf(arguments);
        }
    }

    public record User(String user) implements Instruction {}

    public record WorkingDirectory(String path) implements Instruction {}

    /** Says which port the program listens on, for example {@code 80/tcp}. */
    public record Expose(String port) implements Instruction {}

    public record Label(String name, String value) implements Instruction {}

    public record StopSignal(String signal) implements Instruction {}

    /** Reads the text; throws {@link ImageBuildException} with the line's number and what it expected. */
    public static BuildFile parse(String text) {
        var base = Optional.<String>empty();
        boolean based = false;
        var instructions = new ArrayList<Instruction>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            var line = lines.get(i).strip();
            while (line.endsWith("\\") && i + 1 < lines.size()) {
                line = line.substring(0, line.length() - 1) + " "
                        + lines.get(++i).strip();
            }
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var words = line.split("\\s+", 2);
            var keyword = words[0].toUpperCase(Locale.ROOT);
            var rest = words.length > 1 ? words[1].strip() : "";
            if (rest.isEmpty()) {
                throw wrong(number, keyword + " needs an argument");
            }
            if (keyword.equals("FROM")) {
                if (based) {
                    throw wrong(number, "FROM stands once, at the start");
                }
                based = true;
                base = rest.equals("scratch") ? Optional.empty() : Optional.of(rest);
                continue;
            }
            if (!based) {
                throw wrong(number, "the first line must be FROM scratch or FROM <OCI archive>");
            }
            instructions.addAll(instruction(keyword, rest, number));
        }
        if (!based) {
            throw wrong(1, "the file has no FROM line");
        }
        return new BuildFile(base, instructions);
    }

    private static List<Instruction> instruction(String keyword, String rest, int line) {
        return switch (keyword) {
            case "COPY" -> List.of(copy(rest, line));
            case "ENV" ->
                pairs(rest, line).stream()
                        .<Instruction>map(pair -> new Env(pair[0], pair[1]))
                        .toList();
            case "LABEL" ->
                pairs(rest, line).stream()
                        .<Instruction>map(pair -> new Label(pair[0], pair[1]))
                        .toList();
            case "ENTRYPOINT" -> List.of(new Entrypoint(arguments(rest, line)));
            case "CMD" -> List.of(new Command(arguments(rest, line)));
            case "USER" -> List.of(new User(rest));
            case "WORKDIR" -> {
                if (!rest.startsWith("/")) {
                    throw wrong(line, "WORKDIR must be an absolute path, not " + rest);
                }
                yield List.of(new WorkingDirectory(rest));
            }
            case "EXPOSE" -> List.of(expose(rest, line));
            case "STOPSIGNAL" -> List.of(new StopSignal(rest));
            default ->
                throw wrong(
                        line,
                        "unknown instruction " + keyword
                                + ", expected FROM, COPY, ENV, ENTRYPOINT, CMD, USER, WORKDIR, EXPOSE, LABEL or STOPSIGNAL");
        };
    }

    private static Expose expose(String rest, int line) {
        if (!PORT.matcher(rest).matches()) {
            throw wrong(line, "EXPOSE takes a port such as 80 or 53/udp, not " + rest);
        }
        return new Expose(rest.contains("/") ? rest : rest + "/tcp");
    }

    private static Copy copy(String rest, int line) {
        boolean fromHost = false;
        var mode = Optional.<Integer>empty();
        var paths = new ArrayList<String>();
        for (var word : rest.split("\\s+")) {
            if (word.equals("--from=host")) {
                fromHost = true;
            } else if (word.startsWith("--chmod=")) {
                mode = Optional.of(mode(word.substring("--chmod=".length()), line));
            } else if (word.startsWith("--")) {
                throw wrong(line, "unknown option " + word + ", expected --from=host or --chmod=<octal>");
            } else {
                paths.add(word);
            }
        }
        if (paths.size() < 2) {
            throw wrong(line, "COPY needs at least one source and a destination");
        }
        return new Copy(paths.subList(0, paths.size() - 1), paths.getLast(), fromHost, mode);
    }

    private static int mode(String octal, int line) {
        if (!octal.matches("[0-7]{3,4}")) {
            throw wrong(line, "--chmod takes octal permissions such as 755, not " + octal);
        }
        return Integer.parseInt(octal, 8);
    }

    private static List<String[]> pairs(String rest, int line) {
        var pairs = new ArrayList<String[]>();
        var matcher = PAIR.matcher(rest);
        int end = 0;
        while (matcher.find()) {
            if (!rest.substring(end, matcher.start()).isBlank()) {
                break;
            }
            pairs.add(new String[] {matcher.group(1), matcher.group(3) == null ? matcher.group(2) : matcher.group(3)});
            end = matcher.end();
        }
        if (pairs.isEmpty() || !rest.substring(end).isBlank()) {
            throw wrong(line, "expected NAME=value or NAME=\"value\", found " + rest.substring(end));
        }
        return pairs;
    }

    /** The exec form, a JSON list of strings, or the shell form. */
    private static List<String> arguments(String rest, int line) {
        if (!rest.startsWith("[")) {
            return List.of("/bin/sh", "-c", rest);
        }
        if (!(json(rest, line) instanceof ListValue list) || list.texts().size() != list.size()) {
            throw wrong(line, "expected a JSON list of strings, found " + rest);
        }
        return list.texts();
    }

    private static Value json(String text, int line) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (DecodingException e) {
            throw wrong(line, "expected a JSON list of strings: " + e.getMessage());
        }
    }

    private static ImageBuildException wrong(int line, String expectation) {
        return new ImageBuildException(FILE_NAME + " line " + line + ": " + expectation);
    }
}
