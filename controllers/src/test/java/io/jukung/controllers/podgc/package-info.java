/** Tests of the package. */
@NullMarked
package io.jukung.controllers.podgc;

import org.jspecify.annotations.NullMarked;
