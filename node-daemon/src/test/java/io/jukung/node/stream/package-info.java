/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.stream;

import org.jspecify.annotations.NullMarked;
