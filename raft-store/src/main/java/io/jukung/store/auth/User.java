package io.jukung.store.auth;

import java.util.ArrayList;
import java.util.List;

/**
 * A user.
 *
 * @param name not empty
 * @param passwordHash bcrypt's; empty: no password fits
 * @param noPassword known by a certificate's common name only, never by a password
 * @param roles ascending; need not all exist: the role {@code root} may be granted before it is added
 */
public record User(String name, String passwordHash, boolean noPassword, List<String> roles) {

    public User {
        roles = List.copyOf(roles);
    }

    boolean has(String role) {
        return roles.contains(role);
    }

    boolean isRoot() {
        return has(AuthState.ROOT);
    }

    User withPassword(String hash) {
        return new User(name, hash, noPassword, roles);
    }

    User withRole(String role) {
        List<String> more = new ArrayList<>(roles);
        more.add(role);
        more.sort(null);
        return new User(name, passwordHash, noPassword, more);
    }

    User withoutRole(String role) {
        return new User(
                name,
                passwordHash,
                noPassword,
                roles.stream().filter(other -> !other.equals(role)).toList());
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "User[" + name + ", roles " + roles + "]";
    }
}
