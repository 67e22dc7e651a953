package io.jukung.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** etcd's flags that hold URLs. */
public final class InitialCluster {

    private InitialCluster() {}

    /**
     * The members of {@code --initial-cluster}: {@code NAME=URL,…}; a name may come several times.
     *
     * @throws CommandFailure naming the part that is wrong
     */
    public static Map<String, List<URI>> parse(String text) {
        var members = new LinkedHashMap<String, List<URI>>();
        for (var part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0) {
                throw new CommandFailure("--initial-cluster: \"" + part + "\": expected NAME=URL");
            }
            members.computeIfAbsent(part.substring(0, equals), ignored -> new ArrayList<>())
                    .addAll(urls("--initial-cluster", part.substring(equals + 1)));
        }
        return members;
    }

    /**
     * URLs separated by commas.
     *
     * @throws CommandFailure naming the flag
     */
    public static List<URI> urls(String flag, String text) {
        var expected = flag + "=" + text + ": expected URLs such as http://127.0.0.1:2379";
        try {
            var urls = Arrays.stream(text.split(",")).map(URI::create).toList();
            if (urls.stream().anyMatch(url -> url.getScheme() == null || url.getHost() == null)) {
                throw new CommandFailure(expected);
            }
            return urls;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(expected, e);
        }
    }
}
