package io.jukung.api.server.grpc;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.authn.Identity;
import io.jukung.api.server.chain.FieldValidation;
import io.jukung.api.server.chain.Resources;
import io.jukung.api.server.chain.Target;
import io.jukung.api.server.chain.WriteOptions;
import io.jukung.api.server.status.Rejection;
import io.jukung.api.server.storage.StoreException;
import io.jukung.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows elections as {@code coordination.k8s.io} Leases in {@code kube-system}, for people and tools.
 * Nothing depends on them: what counts is the election's key.
 */
final class ElectionMirror {

    private static final Logger LOG = LoggerFactory.getLogger(ElectionMirror.class);
    private static final GroupVersionResource LEASES = new GroupVersionResource("coordination.k8s.io", "v1", "leases");
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Resources resources;
    private final Clock clock;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(long revision, long atNanos) {}

    ElectionMirror(Resources resources, Clock clock) {
        this.resources = resources;
        this.clock = clock;
    }

    /** A leader began or goes on; written at most every few seconds, on another thread. */
    void renewed(String election, String identity, long revision) {
        long now = clock.nanoTime();
        var last = seen.get(election);
        if (last != null && last.revision() == revision && now - last.atNanos() < INTERVAL.toNanos()) {
            return;
        }
        seen.put(election, new Seen(revision, now));
        Thread.ofVirtual().name("mirror " + election).start(() -> write(election, identity, clock.now()));
    }

    private void write(String election, String identity, Instant now) {
        var definition = resources.registry().find(LEASES);
        if (definition.isEmpty()) {
            return;
        }
        var target = new Target(
                definition.get(),
                "kube-system",
                election,
                "",
                Identity.authenticated("system:apiserver", "", List.of("system:masters"), Map.of()));
        var options =
                new WriteOptions(false, "jukung-elections", FieldValidation.IGNORE, Optional.empty(), warning -> {});
        try {
            resources.writes().update(target, options, lease(election, identity, now), present -> {
                var spec = present.object().spec();
                boolean same = spec.text("holderIdentity").equals(identity);
                var next = spec.with("renewTime", Value.of(MICROS.format(now)));
                return present.tree()
                        .with(
                                "spec",
                                same
                                        ? next
                                        : next.with("holderIdentity", Value.of(identity))
                                                .with("acquireTime", Value.of(MICROS.format(now)))
                                                .with(
                                                        "leaseTransitions",
                                                        Value.of(spec.whole(0, "leaseTransitions") + 1)));
            });
        } catch (Rejection | StoreException e) {
            LOG.debug("election {} is not mirrored: {}", election, e.getMessage());
        }
    }

    private static ObjectValue lease(String election, String identity, Instant now) {
        return ObjectValue.builder()
                .put("apiVersion", "coordination.k8s.io/v1")
                .put("kind", "Lease")
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", election)
                                .put("namespace", "kube-system")
                                .build())
                .put(
                        "spec",
                        ObjectValue.builder()
                                .put("holderIdentity", identity)
                                .put("leaseDurationSeconds", 3)
                                .put("acquireTime", MICROS.format(now))
                                .put("renewTime", MICROS.format(now))
                                .put("leaseTransitions", 0)
                                .build())
                .build();
    }
}
