/** Rules that several kinds share: object metadata, numbers, addresses, selectors. */
@NullMarked
package io.jukung.api.server.kinds.rules;

import org.jspecify.annotations.NullMarked;
