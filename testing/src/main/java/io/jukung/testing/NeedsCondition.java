package io.jukung.testing;

import java.util.ArrayList;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides for {@link Needs}. */
final class NeedsCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        var needs = AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
        if (needs.isEmpty()) {
            return ConditionEvaluationResult.enabled("needs nothing");
        }
        var missing = new ArrayList<String>();
        for (var tool : needs.get().tools()) {
            if (RealTools.find(tool).isEmpty()) {
                missing.add(tool);
            }
        }
        if (needs.get().root() && !RealTools.runningAsRoot()) {
            missing.add("root");
        }
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all there");
        }
        var reason = context.getDisplayName() + " needs " + String.join(", ", missing)
                + " (setup/install-test-tools installs what is missing, as root)";
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(reason);
        }
        BuildConsole.say("skipped-" + context.getUniqueId(), "SKIPPED: " + reason);
        return ConditionEvaluationResult.disabled(reason);
    }
}
