package io.jukung.node.probe;

import io.jukung.api.model.tree.ObjectValue;
import java.time.Duration;
import java.util.Optional;

/**
 * When and how a container's health is asked for. Absent fields have Kubernetes' defaults.
 *
 * @param successThreshold successes in a row that make it pass, at least 1
 * @param failureThreshold failures in a row that make it fail, at least 1
 * @param grace the probe's own termination grace; empty for the pod's
 */
public record Probe(
        Handler handler,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold,
        Optional<Duration> grace) {

    /** What depends on a probe. */
    public enum Purpose {
        /** Holds back the others until it passes; restarts the container when it fails. */
        STARTUP("startupProbe", "Startup"),
        /** Restarts the container when it fails. */
        LIVENESS("livenessProbe", "Liveness"),
        /** Decides whether the pod gets traffic. */
        READINESS("readinessProbe", "Readiness");

        private final String field;
        private final String title;

        Purpose(String field, String title) {
            this.field = field;
            this.title = title;
        }

        /** The container's field that holds the probe. */
        public String field() {
            return field;
        }

        /** As messages begin. */
        public String title() {
            return title;
        }
    }

    public static Probe of(ObjectValue tree) {
        long grace = tree.whole(-1, "terminationGracePeriodSeconds");
        return new Probe(
                Handler.of(tree).orElse(new Handler.Sleep(0)),
                Duration.ofSeconds(tree.whole(0, "initialDelaySeconds")),
                Duration.ofSeconds(atLeastOne(tree, "periodSeconds", 10)),
                Duration.ofSeconds(atLeastOne(tree, "timeoutSeconds", 1)),
                (int) atLeastOne(tree, "successThreshold", 1),
                (int) atLeastOne(tree, "failureThreshold", 3),
                grace < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(grace)));
    }

    private static long atLeastOne(ObjectValue tree, String field, long absent) {
        long value = tree.whole(absent, field);
        return value < 1 ? absent : value;
    }
}
