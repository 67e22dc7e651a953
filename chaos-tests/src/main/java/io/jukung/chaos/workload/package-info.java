/** What clients do, and what must be true of it afterwards. */
@NullMarked
package io.jukung.chaos.workload;

import org.jspecify.annotations.NullMarked;
