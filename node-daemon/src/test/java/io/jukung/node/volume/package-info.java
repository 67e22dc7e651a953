/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.volume;

import org.jspecify.annotations.NullMarked;
