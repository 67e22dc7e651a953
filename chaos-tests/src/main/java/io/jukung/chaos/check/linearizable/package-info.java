/** Linearizability by search: trusts no revision. */
@NullMarked
package io.jukung.chaos.check.linearizable;

import org.jspecify.annotations.NullMarked;
