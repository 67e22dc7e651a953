/** Tests of the package. */
@NullMarked
package io.jukung.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
