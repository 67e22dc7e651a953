/** An API in memory, for tests of whatever is a client of the real one. */
@NullMarked
package io.jukung.api.client.fake;

import org.jspecify.annotations.NullMarked;
