package io.jukung.chaos.workload;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;

/** Which kinds of workloads an API serves, by its discovery. */
public final class PlaneKinds {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private PlaneKinds() {}

    /** Those of {@link PlaneWorkload#moreKinds} that the first of these servers serves. */
    public static Set<String> served(SSLContext tls, List<Workload.Endpoint> servers) throws InterruptedException {
        var served = new TreeSet<String>();
        try (var api = new ApiClient(tls, DEADLINE)) {
            for (var group : List.of("/apis/apps/v1", "/apis/batch/v1")) {
                try {
                    api.get(servers.getFirst(), group).list("resources").objects().stream()
                            .map(resource -> resource.text("name"))
                            .filter(PlaneWorkload.moreKinds()::contains)
                            .forEach(served::add);
                } catch (ApiClient.Failed e) {
                    // It has no such group.
                }
            }
        }
        return served;
    }
}
