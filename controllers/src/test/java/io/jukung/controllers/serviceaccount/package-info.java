/** Tests of the package. */
@NullMarked
package io.jukung.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
