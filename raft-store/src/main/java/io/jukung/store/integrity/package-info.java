/**
 * That members cannot differ without being found out: what they compare, who is right when they do, and what follows. The
 * decision, {@link io.jukung.store.integrity.Agreement}, is a function.
 */
@NullMarked
package io.jukung.store.integrity;

import org.jspecify.annotations.NullMarked;
