/** Measurements: a load generator for any etcd endpoint. */
@NullMarked
package io.jukung.benchmarks;

import org.jspecify.annotations.NullMarked;
