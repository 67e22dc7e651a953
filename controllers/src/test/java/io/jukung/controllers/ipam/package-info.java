/** Tests of the package. */
@NullMarked
package io.jukung.controllers.ipam;

import org.jspecify.annotations.NullMarked;
