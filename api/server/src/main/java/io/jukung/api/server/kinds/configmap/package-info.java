/** ConfigMaps. */
@NullMarked
package io.jukung.api.server.kinds.configmap;

import org.jspecify.annotations.NullMarked;
