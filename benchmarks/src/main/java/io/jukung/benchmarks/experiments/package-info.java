/** What is measured: one class for each thing that is asked of a store. */
@NullMarked
package io.jukung.benchmarks.experiments;

import org.jspecify.annotations.NullMarked;
