/** What tests of several modules need of the machine: real programs, root, recordings, and a way to say when they lack. */
@NullMarked
package io.jukung.testing;

import org.jspecify.annotations.NullMarked;
