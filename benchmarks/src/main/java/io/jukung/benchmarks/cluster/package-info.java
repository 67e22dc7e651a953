/** Three members of a store as processes of this machine, and what they use of it. */
@NullMarked
package io.jukung.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
