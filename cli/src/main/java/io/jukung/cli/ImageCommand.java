package io.jukung.cli;

import io.jukung.cli.local.LocalImages;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung image} and its verbs. */
@Command(
        name = "image",
        description = "Build container images and give them to the local cluster.",
        subcommands = {ImageCommand.Build.class, ImageCommand.Load.class})
final class ImageCommand {

    @Command(
            name = "build",
            description = "Build an image from a folder with a build file (see docs/images.md), without a registry.")
    static final class Build implements Callable<Integer> {

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Option(
                names = {"-t", "--tag"},
                required = true,
                paramLabel = "NAME",
                description = "The image's name, for example jukung.local/hello:1.")
        private String name = "";

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "Write an OCI archive instead of giving the image to the local cluster.")
        private @Nullable Path output;

        @Parameters(paramLabel = "DIR", description = "The folder.")
        private Path folder = Path.of(".");

        @Override
        public Integer call() {
            if (output != null) {
                LocalImages.build(folder, name, output);
                System.out.println(name + " written to " + output);
            } else {
                LocalImages.buildAndLoad(folder, name, cluster.layout());
                System.out.println(name + " built and loaded");
            }
            return 0;
        }
    }

    @Command(name = "load", description = "Give an OCI or Docker image archive to the local cluster.")
    static final class Load implements Callable<Integer> {

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Parameters(paramLabel = "FILE", description = "The archive.")
        private Path archive = Path.of(".");

        @Override
        public Integer call() {
            LocalImages.load(archive, cluster.layout());
            System.out.println(archive + " loaded");
            return 0;
        }
    }
}
