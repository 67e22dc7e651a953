/** Tests of the package. */
@NullMarked
package io.jukung.controllers.node;

import org.jspecify.annotations.NullMarked;
