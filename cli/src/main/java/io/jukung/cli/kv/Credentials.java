package io.jukung.cli.kv;

import java.util.Optional;
import java.util.function.Supplier;

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
        var arguments = invocation.arguments();
        return of(
                arguments.text(userFlag), arguments.text(passwordFlag), () -> Passwords.ask(invocation, "Password: "));
    }

    /**
     * None without a user.
     *
     * @param user {@code NAME}, or without a password {@code NAME:PASSWORD}
     * @param asked for the password that is in neither
     */
    static Optional<Credentials> of(String user, String password, Supplier<String> asked) {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        if (!password.isEmpty()) {
            return Optional.of(new Credentials(user, password));
        }
        int colon = user.indexOf(':');
        return Optional.of(
                colon >= 0
                        ? new Credentials(user.substring(0, colon), user.substring(colon + 1))
                        : new Credentials(user, asked.get()));
    }

    @Override
    public String toString() {
        return user;
    }
}
