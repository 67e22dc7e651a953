/** Pods. */
@NullMarked
package io.jukung.api.server.kinds.pod;

import org.jspecify.annotations.NullMarked;
