/** What every cluster holds from its first start, and the service that leads to its API servers. */
@NullMarked
package io.jukung.api.server.bootstrap;

import org.jspecify.annotations.NullMarked;
