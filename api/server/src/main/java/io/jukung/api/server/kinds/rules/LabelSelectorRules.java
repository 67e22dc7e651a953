package io.jukung.api.server.kinds.rules;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.validate.Names;

/** Rules of label selectors inside objects. */
public final class LabelSelectorRules {

    private LabelSelectorRules() {}

    public static void check(ObjectValue selector, String path, Findings findings) {
        ObjectMetaRules.labels(selector.texts("matchLabels"), path + ".matchLabels", findings);
        var expressions = selector.list("matchExpressions").objects();
        for (int i = 0; i < expressions.size(); i++) {
            expression(expressions.get(i), path + ".matchExpressions[" + i + "]", findings);
        }
    }

    private static void expression(ObjectValue expression, String path, Findings findings) {
        var values = expression.list("values").texts();
        switch (expression.text("operator")) {
            case "In", "NotIn" -> {
                if (values.isEmpty()) {
                    findings.required(path + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.isEmpty()) {
                    findings.forbidden(
                            path + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }
            }
            default ->
                findings.invalid(path + ".operator", expression.text("operator"), "not a valid selector operator");
        }
        findings.each(path + ".key", expression.text("key"), Names.qualifiedName(expression.text("key")));
        for (int i = 0; i < values.size(); i++) {
            findings.each(path + ".values[" + i + "]", values.get(i), Names.labelValue(values.get(i)));
        }
    }
}
