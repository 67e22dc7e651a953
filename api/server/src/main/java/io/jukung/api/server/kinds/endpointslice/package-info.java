/** EndpointSlices. */
@NullMarked
package io.jukung.api.server.kinds.endpointslice;

import org.jspecify.annotations.NullMarked;
