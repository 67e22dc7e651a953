package io.jukung.cli.store;

import io.jukung.cli.store.FlagValues.Given;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags as picocli's options, for the help and for completion scripts. */
public final class FlagOptions implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        int place = 0;
        for (var section : Section.values()) {
            var group = ArgGroupSpec.builder()
                    .validate(false)
                    .exclusive(false)
                    .multiplicity("0..1")
                    .order(place++)
                    .heading("%n" + section.title() + ":%n");
            StoreFlags.all().stream()
                    .filter(flag -> flag.section() == section)
                    .forEach(flag -> group.addArg(option(flag)));
            command.addArgGroup(group.build());
        }
        return command;
    }

    /** Several times is no error: the last counts, as in Go. */
    private static OptionSpec option(Flag<?> flag) {
        var description = flag.initial().isEmpty()
                ? flag.description()
                : flag.description() + " Default: " + flag.initial() + ".";
        return OptionSpec.builder("--" + flag.name())
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(flag.type().label())
                .description(description.replace("%", "%%").replace("$", "$$"))
                .build();
    }

    /** What the command line gives, by the flags' names. */
    static Map<String, Given> given(ParseResult parsed) {
        var given = new LinkedHashMap<String, Given>();
        for (var option : parsed.matchedOptionsSet()) {
            var name = option.longestName().substring(2);
            if (StoreFlags.find(name).isPresent()) {
                given.put(name, new Given(option.stringValues().getLast(), "--" + name));
            }
        }
        return given;
    }
}
