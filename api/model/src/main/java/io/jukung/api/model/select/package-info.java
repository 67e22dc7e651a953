/** Label and field selectors, as text and as structure. */
@NullMarked
package io.jukung.api.model.select;

import org.jspecify.annotations.NullMarked;
