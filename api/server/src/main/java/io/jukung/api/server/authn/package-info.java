/** Who makes a request: client certificates, service-account tokens, static tokens, anonymous. */
@NullMarked
package io.jukung.api.server.authn;

import org.jspecify.annotations.NullMarked;
