/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.image;

import org.jspecify.annotations.NullMarked;
