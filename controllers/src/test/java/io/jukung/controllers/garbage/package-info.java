/** Tests of the package. */
@NullMarked
package io.jukung.controllers.garbage;

import org.jspecify.annotations.NullMarked;
