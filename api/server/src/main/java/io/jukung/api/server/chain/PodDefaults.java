package io.jukung.api.server.chain;

import io.jukung.api.model.object.GroupVersionResource;
import io.jukung.api.model.object.ObjectKey;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.kinds.pod.PodAdmission;
import io.jukung.api.server.registry.Registry;
import io.jukung.api.server.status.Rejection;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a new pod gets from the cluster: its service account and token volume, tolerations, priority. */
final class PodDefaults implements Admission {

    private static final GroupVersionResource PODS = GroupVersionResource.core("pods");
    private static final GroupVersionResource ACCOUNTS = GroupVersionResource.core("serviceaccounts");

    private final Registry registry;
    private final Stores stores;
    private final RandomGenerator random;

    PodDefaults(Registry registry, Stores stores, RandomGenerator random) {
        this.registry = registry;
        this.stores = stores;
        this.random = random;
    }

    @Override
    public ObjectValue admit(Target target, Operation operation, ObjectValue pod, @Nullable ObjectValue old) {
        if (operation != Operation.CREATE || !target.resource().equals(PODS)) {
            return pod;
        }
        var prioritized = withPriority(pod);
        return PodAdmission.withDefaultTolerations(withServiceAccount(target, prioritized));
    }

    private static ObjectValue withPriority(ObjectValue pod) {
        var name = pod.text("metadata", "name");
        var className = pod.text("spec", "priorityClassName");
        long priority = PodAdmission.builtInPriority(className)
                .orElseThrow(() ->
                        Rejection.forbidden(PODS, name, "no PriorityClass with name " + className + " was found"));
        var problem = PodAdmission.priorityProblem(pod, priority);
        if (problem != null) {
            throw Rejection.forbidden(PODS, name, problem);
        }
        return PodAdmission.withPriority(pod, priority);
    }

    private ObjectValue withServiceAccount(Target target, ObjectValue pod) {
        var name = PodAdmission.serviceAccount(pod);
        var account = stores.of(registry.get(ACCOUNTS)).readCached(new ObjectKey(target.namespace(), name));
        if (account == null) {
            throw Rejection.forbidden(
                    PODS,
                    pod.text("metadata", "name"),
                    "error looking up service account " + target.namespace() + "/" + name + ": serviceaccount \"" + name
                            + "\" not found");
        }
        return PodAdmission.withServiceAccount(pod, account.tree(), SystemFields.suffix(random));
    }
}
