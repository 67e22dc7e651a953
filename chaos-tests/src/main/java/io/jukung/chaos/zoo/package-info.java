/** Classic bugs, put into the product's classes as they are loaded, which the suite must find. */
@NullMarked
package io.jukung.chaos.zoo;

import org.jspecify.annotations.NullMarked;
