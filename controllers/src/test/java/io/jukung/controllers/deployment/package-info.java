/** Tests of the package. */
@NullMarked
package io.jukung.controllers.deployment;

import org.jspecify.annotations.NullMarked;
