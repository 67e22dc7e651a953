/** Secrets. */
@NullMarked
package io.jukung.api.server.kinds.secret;

import org.jspecify.annotations.NullMarked;
