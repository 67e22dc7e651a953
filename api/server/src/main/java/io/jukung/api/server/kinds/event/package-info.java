/** Events. */
@NullMarked
package io.jukung.api.server.kinds.event;

import org.jspecify.annotations.NullMarked;
