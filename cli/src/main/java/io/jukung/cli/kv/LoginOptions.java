package io.jukung.cli.kv;

import io.jukung.cli.CommandFailure;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who asks the store, for commands of ours beside etcdctl's: etcdctl's flags and variables. */
public final class LoginOptions {

    @Option(
            names = "--user",
            paramLabel = "NAME[:PASSWORD]",
            description =
                    "The store's user (ETCDCTL_USER). A password that is not given is asked for, or the first line of standard input.")
    private String user = "";

    @Option(
            names = "--password",
            description =
                    "The user's password. Others on this machine see it: prefer to be asked, or ETCDCTL_PASSWORD.")
    private String password = "";

    /**
     * As the flags say, else the environment; none without a user.
     *
     * @throws CommandFailure if a password is wanted and there is none
     */
    Optional<Credentials> credentials(Map<String, String> environment, InputStream in) {
        var name = user.isEmpty() ? environment.getOrDefault("ETCDCTL_USER", "") : user;
        var secret = password.isEmpty() ? environment.getOrDefault("ETCDCTL_PASSWORD", "") : password;
        return Credentials.of(name, secret, () -> {
            var asked = Passwords.ask(in, "Password of " + name + ": ");
            if (asked.isEmpty()) {
                throw new CommandFailure("--user " + name
                        + ": expected its password in ETCDCTL_PASSWORD or as the first line of standard input");
            }
            return asked;
        });
    }
}
