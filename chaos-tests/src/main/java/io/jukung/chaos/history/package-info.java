/** What a run did and saw, in the order of one clock: Jepsen's history, with the calls behind each operation. */
@NullMarked
package io.jukung.chaos.history;

import org.jspecify.annotations.NullMarked;
