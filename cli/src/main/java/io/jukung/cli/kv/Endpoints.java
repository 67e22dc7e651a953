package io.jukung.cli.kv;

import io.jukung.cli.CommandFailure;
import io.jukung.cli.local.ClusterLayout;
import io.jukung.cli.srv.SrvLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is and how it is reached.
 *
 * @param names the addresses as they are printed: {@code HOST:PORT}, or with {@code http://} or {@code https://}
 * @param secure whether addresses without a scheme mean TLS
 * @param serverName what the members' certificates must be for in place of their addresses' hosts
 */
record Endpoints(
        List<String> names,
        boolean secure,
        Optional<Path> authority,
        Optional<Path> certificate,
        Optional<Path> key,
        boolean verify,
        Optional<String> serverName) {

    private static final String DEFAULT_DATA_DIR = "/var/lib/jukung";

    Endpoints {
        names = List.copyOf(names);
    }

    /**
     * As the flags say: those DNS names with {@code --discovery-srv}, else {@code --endpoints}; without either the local
     * cluster's members, where one runs here.
     *
     * @param remark gets what the user should know
     */
    static Endpoints of(Arguments arguments, Map<String, String> environment, Consumer<String> remark) {
        var domain = arguments.text("discovery-srv");
        if (domain.isEmpty() && !arguments.has("endpoints")) {
            var local = local(arguments, environment);
            if (local.isPresent()) {
                return local.get();
            }
        }
        boolean insecure = arguments.on("insecure-discovery");
        var discovered = domain.isEmpty()
                ? List.<String>of()
                : discovered(domain, arguments.text("discovery-srv-name"), insecure, remark);
        return new Endpoints(
                discovered.isEmpty() ? arguments.list("endpoints") : discovered,
                !arguments.on("insecure-transport"),
                file(arguments.text("cacert")),
                file(arguments.text("cert")),
                file(arguments.text("key")),
                !arguments.on("insecure-skip-tls-verify"),
                domain.isEmpty() || insecure ? Optional.empty() : Optional.of(domain));
    }

    private static List<String> discovered(String domain, String suffix, boolean insecure, Consumer<String> remark) {
        try {
            var found = SrvLookup.endpoints(domain, suffix, insecure);
            found.ignored().forEach(url -> remark.accept("ignoring discovered insecure endpoint " + GoText.quote(url)));
            return found.urls();
        } catch (CommandFailure nothing) {
            throw new KvFailure(Exit.ERROR, String.valueOf(nothing.getMessage()));
        }
    }

    private static Optional<Endpoints> local(Arguments arguments, Map<String, String> environment) {
        var given = arguments.text(GlobalFlags.DATA_DIR);
        var layout = new ClusterLayout(
                Path.of(given.isEmpty() ? environment.getOrDefault("JUKUNG_DATA_DIR", DEFAULT_DATA_DIR) : given));
        try {
            var plan = layout.readPlan();
            if (plan.isEmpty() && !given.isEmpty()) {
                throw new KvFailure(
                        Exit.ERROR, "no cluster in " + layout.root() + "; name a store with --endpoints HOST:PORT");
            }
            var pki = layout.pki();
            return plan.map(found -> new Endpoints(
                    found.memberList().stream()
                            .map(member -> "https://" + found.nodeIp() + ":" + member.storeClientPort())
                            .toList(),
                    true,
                    Optional.of(pki.resolve("ca.crt")),
                    Optional.of(pki.resolve("admin.crt")),
                    Optional.of(pki.resolve("admin.key")),
                    true,
                    Optional.empty()));
        } catch (CommandFailure unreadable) {
            throw new KvFailure(Exit.ERROR, String.valueOf(unreadable.getMessage()));
        }
    }

    /** The same store's members, elsewhere. */
    Endpoints at(List<String> others) {
        return new Endpoints(others, secure, authority, certificate, key, verify, serverName);
    }

    /** Whether this connection is encrypted: as its first address says. */
    boolean encrypted() {
        return names.stream()
                .findFirst()
                .map(name -> name.contains("://")
                        ? name.startsWith("https://")
                        : secure || authority.isPresent() || certificate.isPresent())
                .orElse(secure);
    }

    static Optional<Path> file(@Nullable String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }
}
