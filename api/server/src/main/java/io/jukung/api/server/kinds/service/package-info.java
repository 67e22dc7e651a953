/** Services. */
@NullMarked
package io.jukung.api.server.kinds.service;

import org.jspecify.annotations.NullMarked;
