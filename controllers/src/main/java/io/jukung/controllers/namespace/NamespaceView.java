package io.jukung.controllers.namespace;

import io.jukung.api.model.object.KubeObject;
import io.jukung.controllers.loop.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a turn for a namespace in deletion observed.
 *
 * @param content what it still holds, by kind; kinds without any are left out
 * @param failures kinds that could not be listed, with why
 */
record NamespaceView(
        KubeObject namespace, Map<Kind, List<KubeObject>> content, Map<Kind, String> failures, Instant now) {}
