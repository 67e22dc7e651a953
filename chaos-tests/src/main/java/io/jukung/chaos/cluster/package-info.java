/** Members as real processes, their network, disk and clock. */
@NullMarked
package io.jukung.chaos.cluster;

import org.jspecify.annotations.NullMarked;
