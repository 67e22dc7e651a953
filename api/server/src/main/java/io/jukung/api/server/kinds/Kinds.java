package io.jukung.api.server.kinds;

import io.jukung.api.server.kinds.configmap.ConfigMapKind;
import io.jukung.api.server.kinds.deployment.DeploymentKind;
import io.jukung.api.server.kinds.endpoints.EndpointsKind;
import io.jukung.api.server.kinds.endpointslice.EndpointSliceKind;
import io.jukung.api.server.kinds.event.EventKind;
import io.jukung.api.server.kinds.lease.LeaseKind;
import io.jukung.api.server.kinds.namespace.NamespaceKind;
import io.jukung.api.server.kinds.node.NodeKind;
import io.jukung.api.server.kinds.pod.PodKind;
import io.jukung.api.server.kinds.replicaset.ReplicaSetKind;
import io.jukung.api.server.kinds.secret.SecretKind;
import io.jukung.api.server.kinds.service.ServiceKind;
import io.jukung.api.server.kinds.serviceaccount.ServiceAccountKind;
import io.jukung.api.server.registry.ResourceDefinition;
import java.util.List;

/** All kinds. To add one, write its folder and name it here. */
public final class Kinds {

    private Kinds() {}

    /** In the order of discovery: by group, then by name. */
    public static List<ResourceDefinition> all() {
        return List.of(
                ConfigMapKind.definition(),
                EndpointsKind.definition(),
                EventKind.definition(),
                NamespaceKind.definition(),
                NodeKind.definition(),
                PodKind.definition(),
                SecretKind.definition(),
                ServiceAccountKind.definition(),
                ServiceKind.definition(),
                DeploymentKind.definition(),
                ReplicaSetKind.definition(),
                LeaseKind.definition(),
                EndpointSliceKind.definition());
    }
}
