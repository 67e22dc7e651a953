/** Namespaces. */
@NullMarked
package io.jukung.api.server.kinds.namespace;

import org.jspecify.annotations.NullMarked;
