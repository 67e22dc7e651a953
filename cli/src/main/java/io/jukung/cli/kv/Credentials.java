package io.jukung.cli.kv;

import java.util.Optional;

/**
 * Who the user of the store is.
 *
 * @param password never printed
 */
record Credentials(String user, String password) {

    /** As {@code --user} and {@code --password} say; none without a name. */
    static Optional<Credentials> of(Invocation invocation) {
        return of(invocation, "user", "password");
    }

    static Optional<Credentials> of(Invocation invocation, String userFlag, String passwordFlag) {
        var user = invocation.arguments().text(userFlag);
        if (user.isEmpty()) {
            return Optional.empty();
        }
        var password = invocation.arguments().text(passwordFlag);
        if (!password.isEmpty()) {
            return Optional.of(new Credentials(user, password));
        }
        int colon = user.indexOf(':');
        return Optional.of(
                colon >= 0
                        ? new Credentials(user.substring(0, colon), user.substring(colon + 1))
                        : new Credentials(user, Passwords.ask(invocation, "Password: ")));
    }

    @Override
    public String toString() {
        return user;
    }
}
