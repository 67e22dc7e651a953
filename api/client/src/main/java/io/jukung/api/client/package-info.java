/** The client of the API: calls, informers and what control loops are built of. */
@NullMarked
package io.jukung.api.client;

import org.jspecify.annotations.NullMarked;
