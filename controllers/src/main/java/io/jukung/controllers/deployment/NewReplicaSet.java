package io.jukung.controllers.deployment;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Value;
import io.jukung.controllers.loop.Kind;
import io.jukung.controllers.loop.Ownership;
import java.util.LinkedHashMap;

/** The ReplicaSet of a Deployment's present template, as it is created. */
final class NewReplicaSet {

    private NewReplicaSet() {}

    static KubeObject of(DeploymentView view, long revision, long size) {
        var deployment = view.deployment();
        var template = deployment.spec().object("template");
        var hash = TemplateHash.of(template, deployment.status().whole(0, "collisionCount"));
        var labelled = template.withAt(Value.of(hash), "metadata", "labels", DeploymentView.HASH_LABEL);
        var annotations = new LinkedHashMap<>(Annotations.inherited(deployment));
        annotations.put(Annotations.REVISION, Long.toString(revision));
        annotations.put(Annotations.DESIRED, Long.toString(view.replicas()));
        annotations.put(
                Annotations.MAX, Long.toString(view.replicas() + view.bounds().surge()));
        var metadata = ObjectValue.builder()
                .put("name", deployment.name() + "-" + hash)
                .put("namespace", deployment.namespace())
                .put("labels", labelled.object("metadata", "labels"))
                .put("annotations", ObjectValue.ofTexts(annotations))
                .put(
                        "ownerReferences",
                        ListValue.of(Ownership.controlledBy(Kind.DEPLOYMENT, deployment)
                                .toTree()))
                .build();
        var spec = ObjectValue.builder().put("replicas", size);
        long minReady = deployment.spec().whole(0, "minReadySeconds");
        if (minReady > 0) {
            spec.put("minReadySeconds", minReady);
        }
        spec.put(
                        "selector",
                        deployment
                                .spec()
                                .object("selector")
                                .withAt(Value.of(hash), "matchLabels", DeploymentView.HASH_LABEL))
                .put("template", labelled);
        return new KubeObject(ObjectValue.builder()
                .put("apiVersion", "apps/v1")
                .put("kind", "ReplicaSet")
                .put("metadata", metadata)
                .put("spec", spec.build())
                .build());
    }
}
