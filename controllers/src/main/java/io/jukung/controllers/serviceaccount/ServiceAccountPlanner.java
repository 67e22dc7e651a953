package io.jukung.controllers.serviceaccount;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Action;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Plan;
import java.util.ArrayList;
import java.util.Map;

/** From a namespace to what it lacks. */
final class ServiceAccountPlanner {

    static final String ACCOUNT = "default";
    static final String ROOT_CA = "kube-root-ca.crt";
    private static final String CA_FILE = "ca.crt";

    private ServiceAccountPlanner() {}

    static Plan plan(ServiceAccountView view) {
        var namespace = view.namespace();
        if (namespace.beingDeleted() || namespace.status().text("phase").equals("Terminating")) {
            return Plan.nothing();
        }
        var actions = new ArrayList<Action>();
        if (view.account().isEmpty()) {
            actions.add(new Action.Create(
                    Kind.SERVICE_ACCOUNT, object("ServiceAccount", namespace.name(), ACCOUNT, ObjectValue.empty())));
        }
        var data = ObjectValue.of("data", ObjectValue.of(CA_FILE, Value.of(view.caPem())));
        if (view.rootCa().isEmpty()) {
            var annotation = ObjectValue.ofTexts(Map.of(
                    "kubernetes.io/description",
                    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints"
                            + " such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed"
                            + " across distributions of Kubernetes clusters."));
            actions.add(new Action.Create(
                    Kind.CONFIG_MAP,
                    new KubeObject(object("ConfigMap", namespace.name(), ROOT_CA, data)
                            .tree()
                            .withAt(annotation, "metadata", "annotations"))));
        } else if (!view.rootCa().get().tree().text("data", CA_FILE).equals(view.caPem())) {
            actions.add(Action.Patch.of(Kind.CONFIG_MAP, view.rootCa().get(), "", data));
        }
        return Plan.of(actions);
    }

    private static KubeObject object(String kind, String namespace, String name, ObjectValue content) {
        var tree = ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", kind)
                .put(
                        "metadata",
                        ObjectValue.builder()
                                .put("name", name)
                                .put("namespace", namespace)
                                .build());
        content.fields().forEach(tree::put);
        return new KubeObject(tree.build());
    }
}
