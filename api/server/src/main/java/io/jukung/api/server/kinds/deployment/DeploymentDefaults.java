package io.jukung.api.server.kinds.deployment;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.api.server.kinds.workload.PodTemplateRules;

/** What a Deployment is when it does not say. */
final class DeploymentDefaults {

    private static final String QUARTER = "25%";
    private static final int HISTORY = 10;
    private static final int PROGRESS_SECONDS = 600;

    private DeploymentDefaults() {}

    static ObjectValue apply(ObjectValue deployment) {
        var spec = deployment.object("spec").toBuilder();
        spec.putIfAbsent("replicas", Value.of(1));
        spec.put("strategy", strategy(deployment.object("spec", "strategy")));
        spec.putIfAbsent("revisionHistoryLimit", Value.of(HISTORY));
        spec.putIfAbsent("progressDeadlineSeconds", Value.of(PROGRESS_SECONDS));
        return PodTemplateRules.withDefaults(deployment.with("spec", spec.build()));
    }

    private static ObjectValue strategy(ObjectValue strategy) {
        var typed = strategy.text("type").isEmpty() ? strategy.with("type", Value.of("RollingUpdate")) : strategy;
        if (!typed.text("type").equals("RollingUpdate")) {
            return typed;
        }
        var rolling = typed.object("rollingUpdate").toBuilder();
        rolling.putIfAbsent("maxUnavailable", Value.of(QUARTER));
        rolling.putIfAbsent("maxSurge", Value.of(QUARTER));
        return typed.with("rollingUpdate", rolling.build());
    }
}
