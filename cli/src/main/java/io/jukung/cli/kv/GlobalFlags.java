package io.jukung.cli.kv;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The flags of every command; each is {@code ETCDCTL_NAME} in the environment too. */
final class GlobalFlags {

    static final String DATA_DIR = "data-dir";

    static final List<Flag> ALL = List.of(
            Flag.text("cacert", "", "CA certificates that the store's is checked with"),
            Flag.text("cert", "", "this client's certificate"),
            Flag.duration("command-timeout", "5s", "how long a short command may take"),
            Flag.text(DATA_DIR, "", "the local cluster whose store is meant without --endpoints (JUKUNG_DATA_DIR)"),
            Flag.toggle("debug", "tell the flags' values on standard error"),
            Flag.duration("dial-timeout", "2s", "how long a connection may take to be made"),
            Flag.text("discovery-srv", "", "the domain whose SRV records name the store's client addresses")
                    .or('d'),
            Flag.text("discovery-srv-name", "", "follows the service's name in those records after a dash"),
            Flag.list("endpoints", "127.0.0.1:2379", "the store's client addresses (without it the local cluster's)"),
            Flag.toggle("hex", "show bytes as hexadecimal escapes"),
            new Flag(
                    "insecure-discovery",
                    ' ',
                    Flag.Kind.SWITCH,
                    "true",
                    "false: of those with TLS only, and their certificates must be the domain's"),
            Flag.toggle("insecure-skip-tls-verify", "do not check the store's certificate: for tests only"),
            new Flag(
                    "insecure-transport",
                    ' ',
                    Flag.Kind.SWITCH,
                    "true",
                    "false: TLS for addresses without https:// too"),
            Flag.duration("keepalive-time", "2s", "how often a silent connection is probed; at least 10s is taken"),
            Flag.duration("keepalive-timeout", "6s", "how long a probe may stay without answer"),
            Flag.text("key", "", "this client's private key"),
            Flag.text(
                    "password",
                    "",
                    "the password; others on this machine see it: prefer the prompt or ETCDCTL_PASSWORD"),
            Flag.text("user", "", "NAME or NAME:PASSWORD; without a password it is asked for"),
            Flag.text("write-out", "simple", "the format: fields, json, protobuf, simple or table")
                    .or('w'));

    private GlobalFlags() {}

    /**
     * The values in the environment.
     *
     * @throws KvFailure where one is wrong, or is on the command line too, which etcdctl refuses
     */
    static Map<String, String> ofEnvironment(Map<String, String> environment, Arguments arguments) {
        var texts = new LinkedHashMap<String, String>();
        for (var flag : ALL) {
            var text = environment.getOrDefault(flag.variable(), "");
            if (text.isEmpty()) {
                continue;
            }
            if (arguments.has(flag.name())) {
                throw new KvFailure(
                        Exit.ERROR,
                        "conflicting environment variable " + flag.variable() + " is shadowed by the flag --"
                                + flag.name() + ": unset one of them");
            }
            Arguments.problem(flag, text).ifPresent(problem -> {
                throw KvFailure.arguments(
                        "invalid value " + GoText.quote(text) + " for " + flag.variable() + ": " + problem);
            });
            texts.put(flag.name(), text);
        }
        return texts;
    }
}
