/** Tests of the client. */
@NullMarked
package io.jukung.api.client;

import org.jspecify.annotations.NullMarked;
