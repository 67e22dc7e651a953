/**
 * Classic bugs, put into the product's classes as they are loaded, which the suite must find.
 *
 * <p>The product knows nothing of them. Classes named {@code Planted}, in packages of the product's names but in this module,
 * hold what is called instead of the product's own code: see {@code docs/adr/0013-bugs-by-rewriting-classes.md}.
 */
@NullMarked
package io.jukung.chaos.zoo;

import org.jspecify.annotations.NullMarked;
