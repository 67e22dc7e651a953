package io.jukung.cli;

import io.jukung.api.model.tree.ObjectValue;
import io.jukung.cli.rest.PrettyJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code jukung version}. */
@Command(name = "version", description = "Print the versions of this program and of what it speaks.")
final class VersionCommand implements Callable<Integer> {

    /** The Kubernetes release whose behaviour is matched. */
    private static final String KUBERNETES = "v1.36.2";

    /** What nodes report as the version of their kubelet. */
    static final String NODE_VERSION = KUBERNETES + "+jukung";

    /** The etcd release whose behaviour is matched. */
    private static final String ETCD = "3.5.30";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "",
            description = "json; lines without it.")
    private String output = "";

    @Override
    public Integer call() {
        switch (output) {
            case "" -> {
                for (var line : new Provider().getVersion()) {
                    System.out.println(line);
                }
            }
            case "json" ->
                System.out.println(PrettyJson.text(ObjectValue.builder()
                        .put("jukung", program())
                        .put("kubernetes", KUBERNETES)
                        .put("etcd", ETCD)
                        .put("java", System.getProperty("java.version"))
                        .build()));
            default -> throw new CommandFailure("--output=" + output + ": expected json");
        }
        return 0;
    }

    /** From the jar; classes outside one have none. */
    static String program() {
        var version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    /** The version lines, for {@code --version} too. */
    static final class Provider implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "jukung " + program(),
                "speaks Kubernetes " + KUBERNETES + " and etcd " + ETCD,
                "java " + System.getProperty("java.version"),
            };
        }
    }
}
