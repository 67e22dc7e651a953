/**
 * How users prove who they are: password hashes, which cost time on purpose and are reckoned on a bounded pool of their own, and
 * the tokens that users get for a password.
 */
@NullMarked
package io.jukung.store.credentials;

import org.jspecify.annotations.NullMarked;
