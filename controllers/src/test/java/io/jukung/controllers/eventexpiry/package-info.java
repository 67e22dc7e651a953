/** Tests of the package. */
@NullMarked
package io.jukung.controllers.eventexpiry;

import org.jspecify.annotations.NullMarked;
