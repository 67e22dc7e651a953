package io.jukung.cli;

import io.jukung.cli.backup.BackupCommand;
import io.jukung.cli.backup.DumpLogCommand;
import io.jukung.cli.backup.MigrateCommand;
import io.jukung.cli.backup.SnapshotCommand;
import io.jukung.cli.store.DiscoveryFlags;
import io.jukung.cli.store.FlagException;
import io.jukung.cli.store.FlagOptions;
import io.jukung.cli.store.FlagSources;
import io.jukung.cli.store.GoFlags;
import io.jukung.cli.store.MemberConfig;
import io.jukung.cli.store.SettingsCommand;
import io.jukung.cli.store.StoreLog;
import io.jukung.cli.store.SystemdNotice;
import io.jukung.store.Release;
import io.jukung.store.StoreConfig;
import io.jukung.store.StoreMember;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jukung store}, and {@code etcd}: one store member, told what to do as etcd is. */
@Command(
        name = "store",
        description = "Run one store member: an etcd v3 server with etcd's flags.",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        versionProvider = StoreCommand.EtcdVersion.class,
        modelTransformer = FlagOptions.class,
        preprocessor = GoFlags.class,
        subcommands = {
            SettingsCommand.class,
            SnapshotCommand.class,
            BackupCommand.class,
            MigrateCommand.class,
            DumpLogCommand.class
        },
        footer = {
            "",
            "Each flag is also read from the environment, as ETCD_ and its name in upper case, for example"
                    + " ETCD_DATA_DIR; the command line wins. With --config-file, the file alone counts.",
            "Flags that etcd calls experimental are understood with and without that word."
        })
final class StoreCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(StoreCommand.class);
    private static final Duration READY_PATIENCE = Duration.ofMinutes(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        var sources = sources();
        var config = discovered(sources, config(sources));
        try (var lifetime = new RoleLifetime()) {
            var member = lifetime.own(StoreMember.start(config));
            member.onSettings(settings -> StoreLog.setLevel(sources.values(), settings.logLevel()));
            member.awaitReady(READY_PATIENCE);
            // The line that etcd's tools and tests wait for.
            log.info("ready to serve client requests");
            tellSystemd("READY=1");
            lifetime.awaitEnd();
            return 0;
        } catch (IOException | TimeoutException | IllegalArgumentException e) {
            throw new CommandFailure("store " + config.name() + ": " + e.getMessage(), e);
        }
    }

    private FlagSources sources() {
        try {
            var sources = FlagSources.read(spec.commandLine().getParseResult(), System.getenv());
            StoreLog.configure(sources.values());
            return sources;
        } catch (FlagException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private StoreConfig config(FlagSources sources) {
        try {
            var remarks = new ArrayList<>(sources.remarks());
            var config = MemberConfig.of(sources.values(), Instant.now(), remarks);
            remarks.forEach(log::warn);
            return config;
        } catch (FlagException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("store: " + e.getMessage(), e);
        }
    }

    /** Whoever waits for others does so with the log set up and its remarks told. */
    private static StoreConfig discovered(FlagSources sources, StoreConfig config) throws InterruptedException {
        try {
            return DiscoveryFlags.of(sources.values()).discover(config);
        } catch (CommandFailure | IllegalArgumentException e) {
            throw new CommandFailure("store " + config.name() + ": " + e.getMessage(), e);
        }
    }

    private static void tellSystemd(String notice) {
        var socket = System.getenv("NOTIFY_SOCKET");
        if (socket != null && !socket.isEmpty()) {
            SystemdNotice.send(socket, notice);
        }
    }

    /** The four lines of {@code etcd --version}, which tools take apart. */
    static final class EtcdVersion implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return List.of(
                            "etcd Version: " + Release.THIS.version(),
                            "Git SHA: jukung-" + VersionCommand.program(),
                            "Go Version: none (java" + System.getProperty("java.version") + ")",
                            "Go OS/Arch: " + System.getProperty("os.name").toLowerCase(Locale.ROOT) + "/"
                                    + System.getProperty("os.arch"))
                    .toArray(String[]::new);
        }
    }
}
