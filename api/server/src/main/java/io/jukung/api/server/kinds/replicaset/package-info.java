/** ReplicaSets. */
@NullMarked
package io.jukung.api.server.kinds.replicaset;

import org.jspecify.annotations.NullMarked;
