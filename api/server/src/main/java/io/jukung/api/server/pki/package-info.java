/** The cluster's own certificate authority: certificates and keys as PEM files. */
@NullMarked
package io.jukung.api.server.pki;

import org.jspecify.annotations.NullMarked;
