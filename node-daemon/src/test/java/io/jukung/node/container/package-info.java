/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.container;

import org.jspecify.annotations.NullMarked;
