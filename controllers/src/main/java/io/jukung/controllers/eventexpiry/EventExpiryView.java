package io.jukung.controllers.eventexpiry;

import io.jukung.api.model.object.KubeObject;
import java.time.Instant;
import java.util.List;

/** What a turn observed of one page of Events. */
record EventExpiryView(List<KubeObject> events, Instant now) {}
