/** Tests of the package. */
@NullMarked
package io.jukung.controllers.namespace;

import org.jspecify.annotations.NullMarked;
