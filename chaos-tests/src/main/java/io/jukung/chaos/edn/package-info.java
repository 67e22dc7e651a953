/** Extensible data notation: the immutable values of a history, read and written as Jepsen does. */
@NullMarked
package io.jukung.chaos.edn;

import org.jspecify.annotations.NullMarked;
