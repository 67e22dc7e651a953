package io.jukung.controllers.endpointslice;

import io.jukung.api.model.object.KubeObject;
import io.jukung.api.model.object.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a turn for a Service observed.
 *
 * @param service empty when it is gone
 * @param pods those it selects
 * @param slices the managed ones that name the Service
 * @param endpoints its Endpoints object
 * @param trigger when what brought the turn about happened, where that is known
 */
record ServiceView(
        ObjectKey key,
        Optional<KubeObject> service,
        List<KubeObject> pods,
        List<KubeObject> slices,
        Optional<KubeObject> endpoints,
        Optional<Instant> trigger) {}
