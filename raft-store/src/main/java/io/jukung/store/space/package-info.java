/**
 * Space for a member's data, watched so that writes are refused while there still is enough for everything else. {@link
 * io.jukung.store.space.SpaceRules} decides; {@link io.jukung.store.space.SpaceWatch} looks and acts.
 */
@NullMarked
package io.jukung.store.space;

import org.jspecify.annotations.NullMarked;
