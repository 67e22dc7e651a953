package io.jukung.node.container;

import io.jukung.api.model.object.KubeObject;
import java.util.Optional;

/** Where ConfigMaps and Secrets are read: the API in the daemon, maps in the tests. */
public interface ConfigSource {

    Optional<KubeObject> configMap(String namespace, String name);

    Optional<KubeObject> secret(String namespace, String name);
}
