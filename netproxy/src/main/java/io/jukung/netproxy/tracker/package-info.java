/** Services and their endpoints as the API last described them, and which of them changed. */
@NullMarked
package io.jukung.netproxy.tracker;

import org.jspecify.annotations.NullMarked;
