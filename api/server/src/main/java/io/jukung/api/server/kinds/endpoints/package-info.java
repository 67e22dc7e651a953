/** Endpoints. */
@NullMarked
package io.jukung.api.server.kinds.endpoints;

import org.jspecify.annotations.NullMarked;
