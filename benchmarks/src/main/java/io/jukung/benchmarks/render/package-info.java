/** The table and the charts, made of the results alone. */
@NullMarked
package io.jukung.benchmarks.render;

import org.jspecify.annotations.NullMarked;
