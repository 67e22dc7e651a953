/** Kubernetes' Status objects: the one form of every error. */
@NullMarked
package io.jukung.api.server.status;

import org.jspecify.annotations.NullMarked;
