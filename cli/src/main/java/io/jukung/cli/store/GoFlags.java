package io.jukung.cli.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads the command line as Go's programs do ({@code -flag}, {@code --flag}, with {@code =value} or the value next, a
 * switch alone for true) and hands picocli {@code --name=value} of the flags' first spelling. The first argument that is
 * no flag ends it: a subcommand and what belongs to it.
 */
public final class GoFlags implements IParameterPreprocessor {

    private static final Map<String, String> WORDS =
            Map.of("h", "--help", "help", "--help", "V", "--version", "version", "--version");

    @Override
    @SuppressWarnings({"JdkObsolete", "NullAway"}) // picocli's signature; there is no argument before a command's
    public boolean preprocess(Stack<String> args, CommandSpec spec, @Nullable ArgSpec arg, Map<String, Object> info) {
        var arguments = new ArrayList<String>();
        while (!args.isEmpty()) {
            arguments.add(args.pop());
        }
        try {
            canonical(arguments).reversed().forEach(args::push);
        } catch (FlagException e) {
            throw new ParameterException(commandLine(spec), e.getMessage());
        }
        return false;
    }

    private static CommandLine commandLine(CommandSpec spec) {
        return spec.commandLine();
    }

    /**
     * The arguments in picocli's form.
     *
     * @throws FlagException as etcd words it, for a flag that does not exist or lacks its value
     */
    static List<String> canonical(List<String> arguments) {
        var canonical = new ArrayList<String>();
        int i = 0;
        while (i < arguments.size() && arguments.get(i).matches("--?[^-=].*")) {
            var argument = arguments.get(i++);
            int equals = argument.indexOf('=');
            var name = argument.substring(argument.startsWith("--") ? 2 : 1, equals < 0 ? argument.length() : equals);
            var word = WORDS.get(name);
            if (word != null) {
                canonical.add(word);
                continue;
            }
            var flag = StoreFlags.find(name)
                    .orElseThrow(() -> new FlagException("flag provided but not defined: -" + name));
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (flag.type().isSwitch()) {
                value = "true";
            } else if (i < arguments.size()) {
                value = arguments.get(i++);
            } else {
                throw new FlagException("flag needs an argument: -" + name);
            }
            canonical.add("--" + flag.name() + "=" + value);
        }
        canonical.addAll(arguments.subList(i, arguments.size()));
        return canonical;
    }
}
