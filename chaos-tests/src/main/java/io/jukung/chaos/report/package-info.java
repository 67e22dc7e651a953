/** A run's folder: history, results, timeline, charts, index. */
@NullMarked
package io.jukung.chaos.report;

import org.jspecify.annotations.NullMarked;
