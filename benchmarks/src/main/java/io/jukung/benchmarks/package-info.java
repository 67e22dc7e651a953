/** Stores that speak etcd's API, measured side by side. */
@NullMarked
package io.jukung.benchmarks;

import org.jspecify.annotations.NullMarked;
