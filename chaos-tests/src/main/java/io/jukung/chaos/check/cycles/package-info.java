/** Transactions' anomalies as cycles of dependencies, after Adya and Elle. */
@NullMarked
package io.jukung.chaos.check.cycles;

import org.jspecify.annotations.NullMarked;
