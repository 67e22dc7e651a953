/** Deployments. */
@NullMarked
package io.jukung.api.server.kinds.deployment;

import org.jspecify.annotations.NullMarked;
