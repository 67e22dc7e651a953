/** A small OCI image builder, and what brings its images into containerd. */
@NullMarked
package io.jukung.node.image;

import org.jspecify.annotations.NullMarked;
