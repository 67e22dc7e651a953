/** Pods of a kind spread over nodes and zones. */
@NullMarked
package io.jukung.controllers.scheduler.plugins.podtopologyspread;

import org.jspecify.annotations.NullMarked;
