/** Network addresses and ranges as objects and flags write them. */
@NullMarked
package io.jukung.api.model.net;

import org.jspecify.annotations.NullMarked;
