package io.jukung.api.model.schema;

import java.util.Set;

/** Which API group a protobuf package of Kubernetes belongs to. */
final class ApiGroups {

    static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1";

    /** Kinds of the meta package that every group has under its own version. */
    static final Set<String> IN_EVERY_GROUP =
            Set.of("CreateOptions", "DeleteOptions", "GetOptions", "ListOptions", "PatchOptions", "UpdateOptions");

    /** Kinds of the meta package that are {@code meta.k8s.io/v1}; the others are {@code v1}. */
    static final Set<String> IN_META_GROUP =
            Set.of("PartialObjectMetadata", "PartialObjectMetadataList", "TableOptions");

    private ApiGroups() {}

    /** The group of {@code k8s.io.api.apps.v1} is {@code apps}. */
    static String group(String protoPackage, String kind) {
        if (protoPackage.equals(META)) {
            return IN_META_GROUP.contains(kind) ? "meta.k8s.io" : "";
        }
        var parts = protoPackage.split("\\.");
        return switch (parts[parts.length - 2]) {
            case "core" -> "";
            case "apps", "autoscaling", "batch", "extensions", "policy" -> parts[parts.length - 2];
            case "rbac" -> "rbac.authorization.k8s.io";
            case "flowcontrol" -> "flowcontrol.apiserver.k8s.io";
            case "apiserverinternal" -> "internal.apiserver.k8s.io";
            case String other -> other + ".k8s.io";
        };
    }

    static String version(String protoPackage) {
        return protoPackage.substring(protoPackage.lastIndexOf('.') + 1);
    }

    /** The name OpenAPI gives a message: {@code k8s.io.api.core.v1.Pod} is {@code io.k8s.api.core.v1.Pod}. */
    static String openApiName(String protoPackage, String message) {
        return "io.k8s." + protoPackage.substring("k8s.io.".length()).replace('_', '-') + "." + message;
    }
}
