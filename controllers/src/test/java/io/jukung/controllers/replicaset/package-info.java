/** Tests of the package. */
@NullMarked
package io.jukung.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
