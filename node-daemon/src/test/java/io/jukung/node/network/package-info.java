/** Tests of the package of the same name. */
@NullMarked
package io.jukung.node.network;

import org.jspecify.annotations.NullMarked;
