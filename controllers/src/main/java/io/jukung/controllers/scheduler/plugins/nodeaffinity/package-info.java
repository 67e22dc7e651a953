/** Nodes with the labels a pod asks for or prefers. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.nodeaffinity;

import org.jspecify.annotations.NullMarked;
