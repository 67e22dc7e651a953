/** Puts a member together: the one place where its parts meet, and its threads are made. */
@NullMarked
package io.jukung.store.runtime;

import org.jspecify.annotations.NullMarked;
