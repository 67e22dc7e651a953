/** ServiceAccounts. */
@NullMarked
package io.jukung.api.server.kinds.serviceaccount;

import org.jspecify.annotations.NullMarked;
