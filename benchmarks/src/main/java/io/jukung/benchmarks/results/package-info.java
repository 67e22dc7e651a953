/** What was measured, as lines of JSON. */
@NullMarked
package io.jukung.benchmarks.results;

import org.jspecify.annotations.NullMarked;
