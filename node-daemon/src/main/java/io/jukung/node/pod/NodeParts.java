package io.jukung.node.pod;

import io.jukung.api.client.ApiClient;
import io.jukung.api.client.ObjectCache;
import io.jukung.api.model.quantity.Quantity;
import io.jukung.node.container.ConfigSource;
import io.jukung.node.container.FieldReference;
import io.jukung.node.container.SandboxConfigs;
import io.jukung.node.cri.CriClient;
import io.jukung.node.probe.HandlerRunner;
import io.jukung.node.volume.Volumes;
import io.jukung.platform.Clock;
import java.util.List;
import java.util.Map;

/**
 * What all pods of a node share.
 *
 * @param services all Services, for the variables of containers
 * @param allocatable what the node has for pods, by resource
 */
public record NodeParts(
        String nodeName,
        String nodeAddress,
        ApiClient api,
        CriClient cri,
        Volumes volumes,
        SandboxConfigs sandboxes,
        ConfigSource configs,
        ObjectCache services,
        HandlerRunner handlers,
        Map<String, Quantity> allocatable,
        Clock clock) {

    public NodeParts {
        allocatable = Map.copyOf(allocatable);
    }

    FieldReference.Facts facts(List<String> podAddresses) {
        return new FieldReference.Facts(nodeName, nodeAddress, podAddresses, allocatable);
    }

    long nodeBytes() {
        return allocatable.getOrDefault("memory", Quantity.ZERO).value();
    }
}
