package io.jukung.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code jukung version}. */
@Command(name = "version", description = "Print the versions of this program and of what it speaks.")
final class VersionCommand implements Callable<Integer> {

    /** What nodes report as the version of their kubelet: the Kubernetes release whose behaviour is matched. */
    static final String NODE_VERSION = "v1.36.2+jukung";

    @Override
    public Integer call() {
        for (var line : new Provider().getVersion()) {
            System.out.println(line);
        }
        return 0;
    }

    /** The version lines, for {@code --version} too. */
    static final class Provider implements IVersionProvider {

        @Override
        public String[] getVersion() {
            var version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "jukung " + (version == null ? "(built from source)" : version),
                "java " + System.getProperty("java.version"),
            };
        }
    }
}
