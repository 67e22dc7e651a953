/** Nodes. */
@NullMarked
package io.jukung.api.server.kinds.node;

import org.jspecify.annotations.NullMarked;
