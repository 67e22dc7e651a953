package io.jukung.cli.store;

import io.jukung.api.model.codec.GoDuration;
import io.jukung.cli.CommandFailure;
import io.jukung.cli.kv.StoreOptions;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.proto.store.v1.GetSettingsRequest;
import io.jukung.proto.store.v1.SetSettingsRequest;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.proto.store.v1.SettingsGrpc.SettingsBlockingStub;
import io.jukung.proto.store.v1.SettingsResponse;
import io.jukung.store.Space.CompactionMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung store settings}: what can be changed while a cluster runs. */
@Command(
        name = "settings",
        description = "Show and change settings of a running cluster; they win over the members' flags.",
        subcommands = {SettingsCommand.Get.class, SettingsCommand.Set.class, SettingsCommand.Unset.class})
public final class SettingsCommand {

    private static final String MODE = StoreFlags.AUTO_COMPACTION_MODE.name();
    private static final String RETENTION = StoreFlags.AUTO_COMPACTION_RETENTION.name();

    private SettingsCommand() {}

    private static SettingsResponse ask(StoreOptions store, Function<SettingsBlockingStub, SettingsResponse> request) {
        return store.ask(channel -> request.apply(SettingsGrpc.newBlockingStub(channel)));
    }

    private static void print(SettingsResponse response) {
        var set = texts(response.getCluster());
        System.out.printf("%-32s %-16s %s%n", "SETTING", "IN FORCE", "SET");
        texts(response.getEffective())
                .forEach((name, text) -> System.out.printf(
                        "%-32s %-16s %s%n", name, text.isEmpty() ? "(flag)" : text, set.getOrDefault(name, "-")));
    }

    /** The fields that are there, by the flags' names, as one would write them. */
    static Map<String, String> texts(ClusterSettings settings) {
        var texts = new LinkedHashMap<String, String>();
        settings.getAllFields().forEach((field, value) -> {
            var name = field.getName().replace('_', '-').replaceFirst("-millis$", "");
            var text = switch (name) {
                case "watch-progress-notify-interval",
                        "warning-apply-duration",
                        "warning-unary-request-duration",
                        "disk-stall-threshold" -> GoDuration.text(Duration.ofMillis((Long) value));
                case "auto-compaction-retention" ->
                    settings.getAutoCompactionMode().equals("revision")
                            ? value.toString()
                            : GoDuration.text(Duration.ofSeconds((Long) value));
                default -> value.toString();
            };
            texts.put(name, text);
        });
        return texts;
    }

    /** The field of a setting's name: durations are milliseconds there. */
    static String field(String name) {
        return ClusterSettings.getDescriptor().findFieldByName(name.replace('-', '_') + "_millis") == null
                ? name
                : name + "-millis";
    }

    /**
     * What {@code NAME=VALUE} arguments set.
     *
     * @param now what is in force: a retention alone counts as it does now
     * @throws FlagException naming what is wrong
     */
    static ClusterSettings parse(List<String> assignments, ClusterSettings now) {
        var given = new LinkedHashMap<String, FlagValues.Given>();
        for (var assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new FlagException(assignment + ": expected NAME=VALUE");
            }
            var name = assignment.substring(0, equals);
            if (!texts(now).containsKey(name)) {
                throw new FlagException(name + ": there is no such setting, only "
                        + String.join(", ", texts(now).keySet()));
            }
            given.put(name, new FlagValues.Given(assignment.substring(equals + 1), name));
        }
        var flags = new FlagValues(given);
        var set = ClusterSettings.newBuilder();
        given.keySet().forEach(name -> {
            switch (name) {
                case "quota-backend-bytes" -> set.setQuotaBackendBytes(flags.get(StoreFlags.QUOTA_BACKEND_BYTES));
                case "max-txn-ops" -> set.setMaxTxnOps(flags.get(StoreFlags.MAX_TXN_OPS));
                case "watch-progress-notify-interval" ->
                    set.setWatchProgressNotifyIntervalMillis(
                            flags.get(StoreFlags.WATCH_PROGRESS_INTERVAL).toMillis());
                case "max-client-connections" ->
                    set.setMaxClientConnections(flags.get(StoreFlags.MAX_CLIENT_CONNECTIONS));
                case "snapshot-count" -> set.setSnapshotCount(flags.get(StoreFlags.SNAPSHOT_COUNT));
                case "warning-apply-duration" ->
                    set.setWarningApplyDurationMillis(
                            flags.get(StoreFlags.WARNING_APPLY_DURATION).toMillis());
                case "warning-unary-request-duration" ->
                    set.setWarningUnaryRequestDurationMillis(
                            flags.get(StoreFlags.WARNING_UNARY_DURATION).toMillis());
                case "disk-stall-threshold" ->
                    set.setDiskStallThresholdMillis(
                            flags.get(StoreFlags.DISK_STALL_THRESHOLD).toMillis());
                case "log-level" -> set.setLogLevel(flags.get(StoreFlags.LOG_LEVEL));
                case "auto-compaction-mode" -> {
                    if (!given.containsKey(RETENTION)) {
                        throw new FlagException(MODE + " is set together with " + RETENTION);
                    }
                }
                default -> {
                    var mode = given.containsKey(MODE)
                            ? flags.get(StoreFlags.AUTO_COMPACTION_MODE)
                            : now.getAutoCompactionMode();
                    var text = flags.get(StoreFlags.AUTO_COMPACTION_RETENTION);
                    try {
                        set.setAutoCompactionMode(mode)
                                .setAutoCompactionRetention(
                                        Retention.parse(CompactionMode.valueOf(mode.toUpperCase(Locale.ROOT)), text));
                    } catch (IllegalArgumentException e) {
                        throw new FlagException(RETENTION + "=" + text + ": " + e.getMessage());
                    }
                }
            }
        });
        return set.build();
    }

    @Command(name = "get", description = "Show what is in force on the member that answers, and what is set.")
    static final class Get implements Runnable {

        @Mixin
        private StoreOptions store = new StoreOptions();

        @Override
        public void run() {
            print(ask(store, stub -> stub.get(GetSettingsRequest.getDefaultInstance())));
        }
    }

    @Command(name = "set", description = "Set some for the whole cluster, named and written as the flags are.")
    static final class Set implements Runnable {

        @Mixin
        private StoreOptions store = new StoreOptions();

        @Parameters(
                paramLabel = "NAME=VALUE",
                arity = "1..*",
                description = "For example auto-compaction-retention=1h.")
        private List<String> assignments = List.of();

        @Override
        public void run() {
            print(ask(store, stub -> {
                var now = stub.get(GetSettingsRequest.getDefaultInstance()).getEffective();
                try {
                    return stub.set(SetSettingsRequest.newBuilder()
                            .setSet(parse(assignments, now))
                            .build());
                } catch (FlagException e) {
                    throw new CommandFailure(String.valueOf(e.getMessage()), e);
                }
            }));
        }
    }

    @Command(name = "unset", description = "Give some back to the members' flags.")
    static final class Unset implements Runnable {

        @Mixin
        private StoreOptions store = new StoreOptions();

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "For example quota-backend-bytes.")
        private List<String> names = List.of();

        @Override
        public void run() {
            var fields = names.stream().map(SettingsCommand::field).toList();
            print(ask(
                    store,
                    stub -> stub.set(
                            SetSettingsRequest.newBuilder().addAllUnset(fields).build())));
        }
    }
}
