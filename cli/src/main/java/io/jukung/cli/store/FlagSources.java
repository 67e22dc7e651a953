package io.jukung.cli.store;

import io.jukung.cli.store.FlagValues.Given;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ParseResult;

/**
 * The flags from where etcd takes them: a configuration file alone if there is one, else the command line, else the
 * environment.
 *
 * @param values what counts
 * @param remarks for the log, once it is set up: what was not recognized, is without effect, or loses to something else
 */
public record FlagSources(FlagValues values, List<String> remarks) {

    public FlagSources {
        remarks = List.copyOf(remarks);
    }

    /**
     * Reads all of them.
     *
     * @throws FlagException naming what cannot be
     */
    public static FlagSources read(ParseResult commandLine, Map<String, String> environment) {
        return read(FlagOptions.given(commandLine), environment);
    }

    static FlagSources read(Map<String, Given> flags, Map<String, String> environment) {
        var remarks = new ArrayList<String>();
        var variables = variables(environment, remarks);
        Map<String, Given> given = new LinkedHashMap<>(variables);
        given.putAll(flags);
        var file = given.get(StoreFlags.CONFIG_FILE.name());
        if (file != null && !file.text().isEmpty()) {
            given.remove(StoreFlags.CONFIG_FILE.name());
            if (!given.isEmpty()) {
                remarks.add(file.source() + " is given, so these are ignored: "
                        + String.join(
                                ", ", given.values().stream().map(Given::source).toList()));
            }
            given = ConfigFile.read(Path.of(file.text()), remarks);
        } else {
            flags.forEach((name, flag) -> {
                var shadowed = variables.get(name);
                if (shadowed != null) {
                    remarks.add(shadowed.source() + " loses to " + flag.source());
                }
            });
        }
        var values = new FlagValues(given);
        for (var name : values.names()) {
            var flag = StoreFlags.named(name);
            if (flag.treatment() instanceof Treatment.Ignored ignored) {
                remarks.add(values.source(flag) + " has no effect: " + ignored.why());
            }
        }
        return new FlagSources(values, remarks);
    }

    /** The variables of flags; an empty one counts as absent, as for etcd. */
    private static Map<String, Given> variables(Map<String, String> environment, List<String> remarks) {
        var left = new TreeMap<>(environment);
        left.entrySet()
                .removeIf(entry ->
                        !entry.getKey().startsWith("ETCD_") || entry.getValue().isEmpty());
        var given = new LinkedHashMap<String, Given>();
        for (var flag : StoreFlags.all()) {
            flag.spellings().map(Flag::variable).forEach(variable -> {
                var text = left.remove(variable);
                if (text != null) {
                    given.putIfAbsent(flag.name(), new Given(text, variable));
                }
            });
        }
        // The value is not told: it may be a secret.
        left.keySet().forEach(variable -> remarks.add("unrecognized environment variable " + variable));
        return given;
    }
}
