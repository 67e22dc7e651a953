package io.jukung.api.server.kinds.pod;

import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.model.tree.Scalar;
import io.jukung.api.model.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Kubernetes' default admission adds to a new pod. What must be looked up comes as arguments. */
public final class PodAdmission {

    /** Where a pod finds its token, the cluster's CA and its namespace. */
    public static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";

    private static final String TOKEN_VOLUME = "kube-api-access-";
    private static final long TOKEN_SECONDS = 3607;
    private static final long TOLERATION_SECONDS = 300;
    private static final int MODE = 0644;
    private static final long SYSTEM_CRITICAL = 2_000_000_000;
    private static final List<String> NODE_TROUBLES =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private PodAdmission() {}

    /** The service account the pod runs as. */
    public static String serviceAccount(ObjectValue pod) {
        var name = pod.text("spec", "serviceAccountName");
        return name.isEmpty() ? "default" : name;
    }

    /**
     * The pod with its service account, the account's pull secrets, and the volume with its token.
     *
     * @param account the ServiceAccount object
     * @param suffix five random characters for the volume's name
     */
    public static ObjectValue withServiceAccount(ObjectValue pod, ObjectValue account, String suffix) {
        var name = serviceAccount(pod);
        var named = pod.withAt(Value.of(name), "spec", "serviceAccountName")
                .withAt(Value.of(name), "spec", "serviceAccount");
        var pullSecrets = account.list("imagePullSecrets");
        if (named.list("spec", "imagePullSecrets").isEmpty() && !pullSecrets.isEmpty()) {
            named = named.withAt(pullSecrets, "spec", "imagePullSecrets");
        }
        return mountsToken(pod, account) ? withToken(named, TOKEN_VOLUME + suffix) : named;
    }

    private static boolean mountsToken(ObjectValue pod, ObjectValue account) {
        var said = pod.at("spec", "automountServiceAccountToken");
        return (said == null ? account.get("automountServiceAccountToken") : said) != Scalar.Flag.FALSE;
    }

    private static ObjectValue withToken(ObjectValue pod, String newVolume) {
        // A pod may bring the volume along: whatever it holds is mounted then.
        var own = pod.list("spec", "volumes").objects().stream()
                .map(volume -> volume.text("name"))
                .filter(name -> name.startsWith(TOKEN_VOLUME))
                .findFirst();
        var volume = own.orElse(newVolume);
        var mount = ObjectValue.builder()
                .put("name", volume)
                .put("readOnly", true)
                .put("mountPath", TOKEN_PATH)
                .build();
        var spec = pod.object("spec");
        boolean needed = false;
        for (var list : List.of("initContainers", "containers")) {
            needed |= spec.list(list).objects().stream().anyMatch(container -> !mounted(container));
        }
        if (!needed) {
            return pod;
        }
        for (var list : List.of("initContainers", "containers")) {
            spec = spec.mapEach(
                    list,
                    container -> mounted(container)
                            ? container
                            : container.with("volumeMounts", appended(container.list("volumeMounts"), mount)));
        }
        return pod.with(
                "spec",
                own.isPresent() ? spec : spec.with("volumes", appended(spec.list("volumes"), tokenVolume(volume))));
    }

    private static boolean mounted(ObjectValue container) {
        return container.list("volumeMounts").objects().stream()
                .anyMatch(mount -> mount.text("mountPath").equals(TOKEN_PATH));
    }

    private static ListValue appended(ListValue list, Value item) {
        var items = new ArrayList<>(list.items());
        items.add(item);
        return ListValue.of(items);
    }

    private static ObjectValue tokenVolume(String name) {
        var token = ObjectValue.builder()
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token")
                .build();
        var certificate = ObjectValue.builder()
                .put("name", "kube-root-ca.crt")
                .put(
                        "items",
                        ListValue.of(ObjectValue.builder()
                                .put("key", "ca.crt")
                                .put("path", "ca.crt")
                                .build()))
                .build();
        var namespace = ObjectValue.of(
                "items",
                ListValue.of(ObjectValue.builder()
                        .put("path", "namespace")
                        .put(
                                "fieldRef",
                                ObjectValue.builder()
                                        .put("apiVersion", "v1")
                                        .put("fieldPath", "metadata.namespace")
                                        .build())
                        .build()));
        var sources = ListValue.of(
                ObjectValue.of("serviceAccountToken", token),
                ObjectValue.of("configMap", certificate),
                ObjectValue.of("downwardAPI", namespace));
        return ObjectValue.builder()
                .put("name", name)
                .put(
                        "projected",
                        ObjectValue.builder()
                                .put("sources", sources)
                                .put("defaultMode", MODE)
                                .build())
                .build();
    }

    /** The pod tolerating for five minutes that its node is not ready or not reachable, unless it says otherwise. */
    public static ObjectValue withDefaultTolerations(ObjectValue pod) {
        var tolerations = pod.list("spec", "tolerations");
        for (var trouble : NODE_TROUBLES) {
            if (tolerations.objects().stream().noneMatch(toleration -> covers(toleration, trouble))) {
                tolerations = appended(
                        tolerations,
                        ObjectValue.builder()
                                .put("key", trouble)
                                .put("operator", "Exists")
                                .put("effect", "NoExecute")
                                .put("tolerationSeconds", TOLERATION_SECONDS)
                                .build());
            }
        }
        return tolerations.isEmpty() ? pod : pod.withAt(tolerations, "spec", "tolerations");
    }

    private static boolean covers(ObjectValue toleration, String taint) {
        var key = toleration.text("key");
        var effect = toleration.text("effect");
        return (key.equals(taint) || key.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty());
    }

    /** The priority of the classes every cluster has. */
    public static Optional<Long> builtInPriority(String className) {
        return switch (className) {
            case "" -> Optional.of(0L);
            case "system-cluster-critical" -> Optional.of(SYSTEM_CRITICAL);
            case "system-node-critical" -> Optional.of(SYSTEM_CRITICAL + 1000);
            default -> Optional.empty();
        };
    }

    /**
     * What is wrong with the priority fields a pod came with, as the text of a 403, or null: the
     * priority follows from the class and may only repeat it.
     *
     * @param priority the class's
     */
    public static @Nullable String priorityProblem(ObjectValue pod, long priority) {
        var said = pod.at("spec", "priority");
        if (said != null && !said.equals(Value.of(priority))) {
            return "the integer value of priority (" + said
                    + ") must not be provided in pod spec; priority admission controller computed " + priority
                    + " from the given PriorityClass name";
        }
        var policy = pod.text("spec", "preemptionPolicy");
        return policy.isEmpty() || policy.equals("PreemptLowerPriority")
                ? null
                : "the string value of PreemptionPolicy (" + policy
                        + ") must not be provided in pod spec; priority admission controller computed"
                        + " PreemptLowerPriority from the given PriorityClass name";
    }

    /** The pod with its priority and the right to push others out. */
    public static ObjectValue withPriority(ObjectValue pod, long priority) {
        return pod.withAt(Value.of(priority), "spec", "priority")
                .withAt(Value.of("PreemptLowerPriority"), "spec", "preemptionPolicy");
    }
}
