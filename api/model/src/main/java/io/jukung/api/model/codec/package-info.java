/** Trees from and to bytes and text: JSON, YAML. */
@NullMarked
package io.jukung.api.model.codec;

import org.jspecify.annotations.NullMarked;
