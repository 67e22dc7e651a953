package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.rules.Findings;
import java.util.ArrayList;
import java.util.List;

/** What is allowed in a pod but probably not meant. */
public final class PodWarnings {

    private PodWarnings() {}

    public static List<String> of(ObjectValue spec, String path) {
        var warnings = new ArrayList<String>();
        volumes(spec, path, warnings);
        var secrets = spec.list("imagePullSecrets").objects();
        for (int i = 0; i < secrets.size(); i++) {
            if (secrets.get(i).text("name").isEmpty()) {
                warnings.add(path + ".imagePullSecrets[" + i + "].name: invalid empty name \"\"");
            }
        }
        for (var list : List.of("initContainers", "containers")) {
            variables(spec, path + "." + list, list, warnings);
        }
        if (spec.whole(0, "terminationGracePeriodSeconds") < 0 && !path.equals("spec")) {
            warnings.add(path + ".terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be"
                    + " treated as 1");
        }
        return warnings;
    }

    private static void volumes(ObjectValue spec, String path, List<String> warnings) {
        var volumes = spec.list("volumes").objects();
        for (int i = 0; i < volumes.size(); i++) {
            var at = path + ".volumes[" + i + "]";
            if (volumes.get(i).has("gitRepo")) {
                warnings.add(at + ".gitRepo: deprecated in v1.11, and disabled by default in v1.33+");
            }
            if (volumes.get(i).has("rbd")) {
                warnings.add(at + ".rbd: deprecated in v1.28, non-functional in v1.31+");
            }
        }
    }

    private static void variables(ObjectValue spec, String path, String list, List<String> warnings) {
        var containers = spec.list(list).objects();
        for (int i = 0; i < containers.size(); i++) {
            var names = new Findings.Unique();
            var variables = containers.get(i).list("env").objects();
            for (int j = 0; j < variables.size(); j++) {
                var name = variables.get(j).text("name");
                if (!names.add(name)) {
                    warnings.add(path + "[" + i + "].env[" + j + "]: hides previous definition of \"" + name
                            + "\", which may be dropped when using apply");
                }
            }
        }
    }
}
