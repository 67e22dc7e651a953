/** Grammars of names, keys and values, with the words Kubernetes finds for what is wrong. */
@NullMarked
package io.jukung.api.model.validate;

import org.jspecify.annotations.NullMarked;
