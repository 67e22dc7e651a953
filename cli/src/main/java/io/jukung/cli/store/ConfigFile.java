package io.jukung.cli.store;

import io.jukung.api.model.codec.DecodingException;
import io.jukung.api.model.codec.Yaml;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.store.FlagValues.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * etcd's configuration file: YAML whose keys are the flags' names, but for TLS, which has a section for clients and one
 * for peers. As in etcd's, a bare number for a duration means nanoseconds; unlike there, "5s" is understood too.
 */
final class ConfigFile {

    private static final long MAX_BYTES = 1 << 20;

    /** Keys of the TLS sections that are not the flag's name itself, or the flag's without "peer-". */
    private static final Map<String, String> CLIENT_KEYS = Map.of(
            "allowed-hostname", "client-cert-allowed-hostname",
            "allowed-hostnames", "client-cert-allowed-hostname",
            "crl-file", "client-crl-file");

    private static final Map<String, String> PEER_KEYS = Map.of(
            "allowed-cn", "peer-cert-allowed-cn",
            "allowed-cns", "peer-cert-allowed-cn",
            "allowed-hostname", "peer-cert-allowed-hostname",
            "allowed-hostnames", "peer-cert-allowed-hostname",
            "skip-client-san-verification", "peer-skip-client-san-verification");

    private ConfigFile() {}

    /**
     * What the file gives, by the flags' names.
     *
     * @param remarks gets the keys that no flag has: etcd takes no notice of them. Only in a TLS section is one an
     *     error, since what it was to protect would be open.
     * @throws CommandFailure if the file cannot be read
     */
    static Map<String, Given> read(Path file, List<String> remarks) {
        var given = new LinkedHashMap<String, Given>();
        for (var entry : tree(file).fields().entrySet()) {
            var key = entry.getKey();
            var source = file + ": " + key;
            switch (key) {
                case "client-transport-security" -> section(source, entry.getValue(), "", CLIENT_KEYS, given);
                case "peer-transport-security" -> section(source, entry.getValue(), "peer-", PEER_KEYS, given);
                case "socket-options" -> section(source, entry.getValue(), "socket-", Map.of(), given);
                default -> {
                    var flag = StoreFlags.find(key);
                    if (flag.isPresent()) {
                        put(source, flag.get(), entry.getValue(), given);
                    } else {
                        remarks.add("unrecognized entry " + source);
                    }
                }
            }
        }
        return given;
    }

    private static ObjectValue tree(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CommandFailure("--config-file: " + file + " is larger than 1 MiB");
            }
            var documents = Yaml.readAll(Files.readString(file));
            if (documents.isEmpty() || documents.getFirst() instanceof Scalar.Null) {
                return ObjectValue.empty();
            }
            if (documents.size() == 1 && documents.getFirst() instanceof ObjectValue object) {
                return object;
            }
            throw new CommandFailure("--config-file: " + file + ": expected one YAML object");
        } catch (IOException e) {
            throw new CommandFailure("--config-file: " + CommandFailure.reason(e), e);
        } catch (DecodingException e) {
            throw new CommandFailure("--config-file: " + file + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    private static void section(
            String source, Value value, String prefix, Map<String, String> keys, Map<String, Given> given) {
        if (value instanceof Scalar.Null) {
            return;
        }
        if (!(value instanceof ObjectValue section)) {
            throw new FlagException(source + ": expected an object");
        }
        section.fields().forEach((key, entry) -> {
            var flag = StoreFlags.find(keys.getOrDefault(key, prefix + key))
                    .filter(known -> known.name().startsWith(prefix))
                    .orElseThrow(() -> new FlagException(source + "." + key + " is not known"));
            put(source + "." + key, flag, entry, given);
        });
    }

    private static void put(String source, Flag<?> flag, Value value, Map<String, Given> given) {
        switch (value) {
            case Scalar.Null _ -> {
                // "data-dir:" means the default, as the sample file of etcd has it.
            }
            case Scalar.Whole nanos
            when flag.type().equals(FlagType.DURATION) -> given.put(flag.name(), new Given(nanos + "ns", source));
            case Scalar scalar -> given.put(flag.name(), new Given(scalar.toString(), source));
            case ListValue list -> given.put(flag.name(), new Given(String.join(",", list.texts()), source));
            case ObjectValue _ ->
                throw new FlagException(source + ": expected " + flag.type().expected());
        }
    }
}
