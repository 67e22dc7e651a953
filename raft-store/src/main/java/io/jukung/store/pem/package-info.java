/** Keys in files. */
@NullMarked
package io.jukung.store.pem;

import org.jspecify.annotations.NullMarked;
