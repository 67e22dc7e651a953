/** The kinds the server knows, each a value made of the same parts. */
@NullMarked
package io.jukung.api.server.kinds;

import org.jspecify.annotations.NullMarked;
