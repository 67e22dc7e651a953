package io.jukung.controllers.serviceaccount;

import io.jukung.api.model.object.KubeObject;
import java.util.Optional;

/**
 * What a turn for a namespace observed.
 *
 * @param account its ServiceAccount {@code default}
 * @param rootCa its ConfigMap {@code kube-root-ca.crt}
 * @param caPem what that is to hold
 */
record ServiceAccountView(
        KubeObject namespace, Optional<KubeObject> account, Optional<KubeObject> rootCa, String caPem) {}
