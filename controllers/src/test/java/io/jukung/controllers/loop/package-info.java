/** Tests of the package. */
@NullMarked
package io.jukung.controllers.loop;

import org.jspecify.annotations.NullMarked;
