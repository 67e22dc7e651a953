package io.jukung.controllers.podgc;

import io.jukung.api.model.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What a turn observed.
 *
 * @param lostNodes names of nodes that are not there and have not been for long
 */
record PodGcView(List<KubeObject> pods, Set<String> lostNodes, Instant now) {}
