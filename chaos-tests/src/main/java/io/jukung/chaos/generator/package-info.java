/** What is to be done next: pure, seeded descriptions of a run, as Jepsen's generators. */
@NullMarked
package io.jukung.chaos.generator;

import org.jspecify.annotations.NullMarked;
