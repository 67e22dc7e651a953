/** Requests of etcd's API in numbers, and what their senders see. */
@NullMarked
package io.jukung.benchmarks.load;

import org.jspecify.annotations.NullMarked;
