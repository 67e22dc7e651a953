/** Volumes and the files every pod gets, with atomic live updates. */
@NullMarked
package io.jukung.node.volume;

import org.jspecify.annotations.NullMarked;
