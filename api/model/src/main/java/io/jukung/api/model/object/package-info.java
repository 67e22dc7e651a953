/** What every API object has, whatever its kind: names, identity and metadata over a tree. */
@NullMarked
package io.jukung.api.model.object;

import org.jspecify.annotations.NullMarked;
