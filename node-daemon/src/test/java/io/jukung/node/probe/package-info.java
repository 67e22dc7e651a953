/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.probe;

import org.jspecify.annotations.NullMarked;
