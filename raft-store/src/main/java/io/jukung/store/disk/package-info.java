/** What a member does whose disk does not answer: it does not lead. */
@NullMarked
package io.jukung.store.disk;

import org.jspecify.annotations.NullMarked;
