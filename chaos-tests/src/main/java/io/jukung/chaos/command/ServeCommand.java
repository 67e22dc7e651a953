package io.jukung.chaos.command;

import io.jukung.chaos.report.ReportServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Reports in a browser. */
@Command(
        name = "serve",
        description = "Shows reports to a browser on this machine, until Ctrl-C.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--store",
            paramLabel = "DIR",
            defaultValue = "store",
            description = "Where reports are. Default: ./store.")
    private Path store = Path.of("store");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "0 for any free one. Default: 8080.")
    private int port = 8080;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port: " + port + ", expected 0 to 65535");
        }
        if (!Files.isDirectory(store)) {
            throw new IllegalArgumentException("--store: " + store + " is no folder, expected one with reports");
        }
        try (var server = new ReportServer(store, InetAddress.getLoopbackAddress(), port)) {
            System.out.println("http://localhost:" + server.port() + "/");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
