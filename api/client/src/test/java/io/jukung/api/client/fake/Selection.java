package io.jukung.api.client.fake;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.select.LabelSelector;

/** Which objects a list or watch is about. */
record Selection(String namespace, String labels, String fields) {

    boolean matches(KubeObject object) {
        return (namespace.isEmpty() || namespace.equals(object.namespace()))
                && (labels.isEmpty() || LabelSelector.parse(labels).matches(object.labels()))
                && matchesFields(object);
    }

    private boolean matchesFields(KubeObject object) {
        if (fields.isEmpty()) {
            return true;
        }
        for (var term : fields.split(",")) {
            boolean negated = term.contains("!=");
            var sides = term.split(negated ? "!=" : "==?", 2);
            if (object.tree().text(sides[0].split("\\.")).equals(sides[1]) == negated) {
                return false;
            }
        }
        return true;
    }
}
