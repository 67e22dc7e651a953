package io.jukung.api.schemagenerator;

import java.util.Map;
import java.util.Set;

/**
 * Facts about the Kubernetes API that its published protobuf classes do not carry, by {@code Message.field} or by
 * {@code field} alone. Checked against the OpenAPI documents of a real server by the tests of api-model.
 */
final class HandList {

    /** Messages that are one JSON value. */
    static final Map<String, String> PRIMITIVES = Map.ofEntries(
            Map.entry("k8s.io.apimachinery.pkg.apis.meta.v1.Time", "time"),
            Map.entry("k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime", "micro-time"),
            Map.entry("k8s.io.apimachinery.pkg.apis.meta.v1.Duration", "duration"),
            Map.entry("k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1", "fields"),
            Map.entry("k8s.io.apimachinery.pkg.apis.meta.v1.Verbs", "string-list"),
            Map.entry("k8s.io.apimachinery.pkg.api.resource.Quantity", "quantity"),
            Map.entry("k8s.io.apimachinery.pkg.api.resource.QuantityValue", "quantity"),
            Map.entry("k8s.io.apimachinery.pkg.util.intstr.IntOrString", "int-or-string"),
            Map.entry("k8s.io.apimachinery.pkg.runtime.RawExtension", "raw-extension"),
            Map.entry("k8s.io.api.authentication.v1.ExtraValue", "string-list"),
            Map.entry("k8s.io.api.authentication.v1beta1.ExtraValue", "string-list"),
            Map.entry("k8s.io.api.authorization.v1.ExtraValue", "string-list"),
            Map.entry("k8s.io.api.authorization.v1beta1.ExtraValue", "string-list"),
            Map.entry("k8s.io.api.certificates.v1.ExtraValue", "string-list"),
            Map.entry("k8s.io.api.certificates.v1beta1.ExtraValue", "string-list"));

    /** The messages of the JSON Schema inside a CustomResourceDefinition that are one JSON value, by name. */
    static final Map<String, String> JSON_SCHEMA_PRIMITIVES = Map.of(
            "JSON", "json",
            "JSONSchemaPropsOrArray", "schema-or-list",
            "JSONSchemaPropsOrBool", "schema-or-bool",
            "JSONSchemaPropsOrStringArray", "schema-or-strings");

    /** Fields whose JSON name is not the protobuf name. */
    static final Map<String, String> JSON_NAMES = Map.ofEntries(
            Map.entry("MutatingWebhookConfiguration.Webhooks", "webhooks"),
            Map.entry("ValidatingWebhookConfiguration.Webhooks", "webhooks"),
            Map.entry("Validation.Expression", "expression"),
            Map.entry("Variable.Name", "name"),
            Map.entry("Variable.Expression", "expression"),
            Map.entry("BoundObjectReference.uID", "uid"),
            Map.entry("IngressClassParametersReference.aPIGroup", "apiGroup"),
            Map.entry("JSONSchemaProps.schema", "$schema"),
            Map.entry("JSONSchemaProps.ref", "$ref"),
            Map.entry("JSONSchemaProps.xKubernetesPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields"),
            Map.entry("JSONSchemaProps.xKubernetesEmbeddedResource", "x-kubernetes-embedded-resource"),
            Map.entry("JSONSchemaProps.xKubernetesIntOrString", "x-kubernetes-int-or-string"),
            Map.entry("JSONSchemaProps.xKubernetesListMapKeys", "x-kubernetes-list-map-keys"),
            Map.entry("JSONSchemaProps.xKubernetesListType", "x-kubernetes-list-type"),
            Map.entry("JSONSchemaProps.xKubernetesMapType", "x-kubernetes-map-type"),
            Map.entry("JSONSchemaProps.xKubernetesValidations", "x-kubernetes-validations"));

    /** Structs that Go embeds: their fields stand among those around them in JSON. */
    static final Set<String> INLINE = Set.of(
            "localObjectReference",
            "Volume.volumeSource",
            "PersistentVolumeSpec.persistentVolumeSource",
            "EphemeralContainer.ephemeralContainerCommon",
            "Probe.handler",
            "IngressRule.ingressRuleValue",
            "RuleWithOperations.rule",
            "NamedRuleWithOperations.ruleWithOperations",
            "deviceConfiguration");

    /** Messages with metadata that are part of an object, not objects themselves. */
    static final Set<String> NOT_KINDS =
            Set.of("PodTemplateSpec", "JobTemplateSpec", "PersistentVolumeClaimTemplate", "ResourceClaimTemplateSpec");

    /** Messages without metadata of their own that are objects all the same. */
    static final Set<String> KINDS = Set.of(
            "AdmissionReview",
            "APIGroup",
            "APIGroupList",
            "APIResourceList",
            "APIVersions",
            "CreateOptions",
            "DeleteOptions",
            "GetOptions",
            "ListOptions",
            "NodeProxyOptions",
            "PatchOptions",
            "PodAttachOptions",
            "PodExecOptions",
            "PodLogOptions",
            "PodPortForwardOptions",
            "PodProxyOptions",
            "RangeAllocation",
            "ServiceProxyOptions",
            "TableOptions",
            "UpdateOptions",
            "WatchEvent");

    /** Required in spite of a marker {@code +optional}. */
    static final Set<String> REQUIRED = Set.of(
            "ControllerRevision.revision",
            "DaemonSetCondition.type",
            "DaemonSetCondition.status",
            "DeploymentCondition.type",
            "DeploymentCondition.status",
            "ReplicaSetCondition.type",
            "ReplicaSetCondition.status",
            "StatefulSetCondition.type",
            "StatefulSetCondition.status",
            "DeviceClass.spec",
            "ResourceClaim.spec",
            "ResourceClaimTemplate.spec",
            "ResourceClaimTemplateSpec.spec");

    /** Optional without a marker that says so; {@code Message.*} is every field. */
    static final Set<String> OPTIONAL = Set.of(
            "ApplyConfiguration.expression",
            "JSONPatch.expression",
            "MutatingAdmissionPolicy.spec",
            "MutatingAdmissionPolicyBinding.spec",
            "MutatingAdmissionPolicyBindingSpec.policyName",
            "MutatingAdmissionPolicySpec.matchConstraints",
            "MutatingAdmissionPolicySpec.reinvocationPolicy",
            "MutatingWebhook.rules",
            "Mutation.applyConfiguration",
            "Mutation.jsonPatch",
            "ParamKind.apiVersion",
            "ParamKind.kind",
            "ParamRef.name",
            "ParamRef.parameterNotFoundAction",
            "RuleWithOperations.operations",
            "ValidatingAdmissionPolicy.spec",
            "ValidatingAdmissionPolicySpec.matchConstraints",
            "ValidatingWebhook.rules",
            "ControllerRevision.data",
            "DaemonSet.spec",
            "Deployment.spec",
            "DeploymentStatus.conditions",
            "ReplicaSet.spec",
            "StatefulSet.spec",
            "StatefulSetStatus.readyReplicas",
            "StatefulSetStatus.currentReplicas",
            "StatefulSetStatus.updatedReplicas",
            "StatefulSetStatus.currentRevision",
            "StatefulSetStatus.updateRevision",
            "SelfSubjectRulesReviewSpec.namespace",
            "JobStatus.ready",
            "CertificateSigningRequestSpec.usages",
            "AzureDiskVolumeSource.kind",
            "EphemeralVolumeSource.volumeClaimTemplate",
            "EventSeries.count",
            "EventSeries.lastObservedTime",
            "HostAlias.hostnames",
            "ModifyVolumeStatus.targetVolumeAttributesClassName",
            "NodeConfigSource.configMap",
            "NodeSystemInfo.swap",
            "PhotonPersistentDiskVolumeSource.fsType",
            "PodCertificateProjection.userAnnotations",
            "PodDNSConfigOption.name",
            "PodResourceClaim.resourceClaimName",
            "PodResourceClaim.resourceClaimTemplateName",
            "PodSpec.initContainers",
            "PodStatus.initContainerStatuses",
            "PortworxVolumeSource.fsType",
            "ResourceHealth.health",
            "ResourceStatus.resources",
            "ScaleIOPersistentVolumeSource.volumeName",
            "ScaleIOVolumeSource.volumeName",
            "ServiceSpec.ports",
            "StorageOSPersistentVolumeSource.volumeName",
            "StorageOSVolumeSource.volumeName",
            "VolumeNodeAffinity.required",
            "Endpoint.conditions",
            "EndpointHints.forZones",
            "EndpointHints.forNodes",
            "EndpointPort.name",
            "EndpointPort.protocol",
            "EndpointPort.port",
            "Event.reportingController",
            "Event.reportingInstance",
            "Event.action",
            "Event.reason",
            "Event.type",
            "FlowSchemaCondition.*",
            "LimitedPriorityLevelConfiguration.limitResponse",
            "PriorityLevelConfigurationCondition.*",
            "IngressClassSpec.controller",
            "IngressServiceBackend.port",
            "CSIDriver.metadata",
            "CSINode.metadata",
            "VolumeAttributesClass.parameters",
            "ExternalDocumentation.description",
            "ExternalDocumentation.url",
            "JSONSchemaProps.*",
            "ValidationRule.message",
            "APIResource.group",
            "APIResource.version",
            "APIResource.shortNames",
            "APIResource.categories",
            "ListMeta.continue",
            "ManagedFieldsEntry.*");

    /** Empty structs and zero values that Go writes (no omitempty) although the field is optional. */
    static final Set<String> ALWAYS = Set.of(
            "APIGroup.preferredVersion",
            "AllocationResult.devices",
            "Container.resources",
            "ContainerStatus.lastState",
            "ContainerStatus.state",
            "CustomResourceDefinitionStatus.acceptedNames",
            "DaemonSetSpec.updateStrategy",
            "DeploymentSpec.strategy",
            "Endpoint.conditions",
            "Event.deprecatedSource",
            "Event.regarding",
            "Event.reportingComponent",
            "Event.reportingInstance",
            "Event.source",
            "FlowSchemaSpec.matchingPrecedence",
            "IngressServiceBackend.port",
            "IngressStatus.loadBalancer",
            "LimitedPriorityLevelConfiguration.limitResponse",
            "NetworkPolicySpec.podSelector",
            "NodeDaemonEndpoints.kubeletEndpoint",
            "NodeRuntimeHandler.name",
            "NodeStatus.daemonEndpoints",
            "NodeStatus.nodeInfo",
            "PersistentVolumeClaimSpec.resources",
            "PodDisruptionBudgetStatus.currentHealthy",
            "PodDisruptionBudgetStatus.desiredHealthy",
            "PodDisruptionBudgetStatus.disruptionsAllowed",
            "PodDisruptionBudgetStatus.expectedPods",
            "PodFailurePolicyOnPodConditionsPattern.status",
            "PodTemplate.template",
            "PriorityClass.value",
            "QueuingConfiguration.handSize",
            "QueuingConfiguration.queueLengthLimit",
            "QueuingConfiguration.queues",
            "ReplicaSetSpec.template",
            "ResourceClaimSpec.devices",
            "RoleRef.apiGroup",
            "SelfSubjectReviewStatus.userInfo",
            "ServiceStatus.loadBalancer",
            "StatefulSetOrdinals.start",
            "StatefulSetSpec.serviceName",
            "StatefulSetSpec.updateStrategy",
            "StatefulSetStatus.availableReplicas",
            "TokenRequestStatus.token",
            "TokenReviewStatus.user");

    /** Required fields that Go leaves out when they are not set (pointers, or omitempty). */
    static final Set<String> NOT_ALWAYS = Set.of(
            "APIResource.verbs",
            "CertificateSigningRequestSpec.request",
            "ContainerRestartRule.action",
            "ContainerRestartRuleOnExitCodes.operator",
            "CustomResourceSubresources.status",
            "DaemonSetSpec.selector",
            "DeploymentSpec.selector",
            "HTTPIngressPath.pathType",
            "IPAddressSpec.parentRef",
            "ImageVolumeStatus.imageRef",
            "MutatingWebhook.sideEffects",
            "ParentReference.name",
            "ParentReference.resource",
            "PodCertificateProjection.keyType",
            "PodCertificateProjection.signerName",
            "ReplicaSetSpec.selector",
            "ScaleIOPersistentVolumeSource.secretRef",
            "ScaleIOVolumeSource.secretRef",
            "StatefulSetSpec.selector",
            "TokenReviewSpec.token",
            "ValidatingAdmissionPolicyBindingSpec.policyName",
            "ValidatingWebhook.sideEffects");

    /** Constants that {@code +default=ref(name)} points to. */
    static final Map<String, String> DEFAULT_CONSTANTS =
            Map.of("ref(AzureDataDiskCachingReadWrite)", "\"ReadWrite\"", "ref(AzureSharedBlobDisk)", "\"Shared\"");

    private HandList() {}
}
