/** Immutable trees: what an API object is inside the program, whatever its kind. */
@NullMarked
package io.jukung.api.model.tree;

import org.jspecify.annotations.NullMarked;
