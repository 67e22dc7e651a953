package io.jukung.cli;

import static java.util.Comparator.comparing;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.select.LabelSelector;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.GetCommand.ObjectTarget;
import io.jukung.cli.rest.ResourceNames;
import io.jukung.cli.rest.RestClient;
import java.util.List;

/** A pod as an argument: its name alone or with its kind, or an object that selects pods, as kubectl takes them. */
final class PodName {

    private PodName() {}

    /**
     * The pod's path in the API. Of the pods that a Deployment, a ReplicaSet or a Service selects, the first by name
     * that is ready, or the first.
     */
    static String path(RestClient client, String namespace, String argument) {
        var pods = "/api/v1/namespaces/" + RestClient.encoded(namespace) + "/pods";
        var name = argument.replaceFirst("^(pods?|po)/", "");
        if (name.isEmpty()) {
            throw new CommandFailure("\"" + argument + "\": expected a pod's name");
        }
        if (name.contains("/")) {
            var target = ObjectTarget.parse(List.of(name), ResourceNames.discover(client))
                    .getFirst();
            var owner = new KubeObject(client.get(target.resource().path(namespace, target.name())));
            name = selected(client, pods, selector(owner, argument), argument);
        }
        return pods + "/" + RestClient.encoded(name);
    }

    private static LabelSelector selector(KubeObject owner, String argument) {
        var selector = owner.spec().object("selector");
        if (selector.isEmpty()) {
            throw new CommandFailure(
                    "\"" + argument + "\" selects no pods: expected a pod, deployment, replicaset or service");
        }
        return owner.tree().text("kind").equals("Service")
                ? LabelSelector.of(ObjectValue.of("matchLabels", selector))
                : LabelSelector.of(selector);
    }

    private static String selected(RestClient client, String pods, LabelSelector selector, String argument) {
        return client.get(pods).list("items").objects().stream()
                .map(KubeObject::new)
                .filter(pod -> selector.matches(pod.labels()))
                .min(comparing((KubeObject pod) -> !isReady(pod)).thenComparing(KubeObject::name))
                .map(KubeObject::name)
                .orElseThrow(() -> new CommandFailure("\"" + argument + "\" has no pods"));
    }

    private static boolean isReady(KubeObject pod) {
        return pod.status().list("conditions").objects().stream()
                .anyMatch(condition -> condition.text("type").equals("Ready")
                        && condition.text("status").equals("True"));
    }
}
