/** Spans of clients' calls, and how they get to a collector of OpenTelemetry. Nothing of it is loaded while tracing is off. */
@NullMarked
package io.jukung.store.tracing;

import org.jspecify.annotations.NullMarked;
