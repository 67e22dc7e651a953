/** Amounts of resources with Kubernetes' suffixes. */
@NullMarked
package io.jukung.api.model.quantity;

import org.jspecify.annotations.NullMarked;
