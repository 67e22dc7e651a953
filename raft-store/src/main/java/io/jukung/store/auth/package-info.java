/**
 * Who may do what: users, roles and permissions on key ranges, as etcd's {@code auth}.
 *
 * <p>Pure functions: {@link io.jukung.store.auth.AuthRules} turns one {@link io.jukung.store.auth.AuthState} into the next, and
 * an {@link io.jukung.store.auth.Authorizer} says what a {@link io.jukung.store.auth.Requester} may do under one. Passwords and
 * tokens are the concern of {@code io.jukung.store.credentials}.
 */
@NullMarked
package io.jukung.store.auth;

import org.jspecify.annotations.NullMarked;
