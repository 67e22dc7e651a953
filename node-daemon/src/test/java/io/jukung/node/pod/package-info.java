/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.pod;

import org.jspecify.annotations.NullMarked;
