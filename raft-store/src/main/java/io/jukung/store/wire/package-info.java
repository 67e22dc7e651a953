/**
 * Messages as the bytes protobuf would write for them, made without an object a field: what a store sends most is written
 * straight from what it has stored.
 */
@NullMarked
package io.jukung.store.wire;

import org.jspecify.annotations.NullMarked;
