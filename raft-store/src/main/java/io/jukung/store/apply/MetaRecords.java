package io.jukung.store.apply;

import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.etcd.AlarmResponse;
import io.jukung.proto.store.v1.Batch;
import io.jukung.proto.store.v1.ClusterIdentitySet;
import io.jukung.proto.store.v1.ClusterVersionSet;
import io.jukung.proto.store.v1.LoggedCommand;
import io.jukung.proto.store.v1.SettingsSet;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.storage.StoreBatch;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Alarms and cluster information on disk: as the messages that would bring them about. */
final class MetaRecords {

    private static final byte[] ALARMS = "alarms".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OWN_ALARMS = "own-alarms".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLUSTER = "cluster".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] SETTINGS = "settings".getBytes(StandardCharsets.US_ASCII);

    private MetaRecords() {}

    /** As the command that would replace them. */
    static void write(StoreBatch batch, StoredSettings settings) {
        batch.put(
                Family.META,
                SETTINGS,
                SettingsSet.newBuilder()
                        .setExpectedVersion(settings.version())
                        .setSettings(settings.settings())
                        .build()
                        .toByteArray());
    }

    static StoredSettings readSettings(OrderedReader reader) {
        byte[] value = reader.get(Family.META, SETTINGS);
        if (value == null) {
            return StoredSettings.NONE;
        }
        try {
            var record = SettingsSet.parseFrom(value);
            return new StoredSettings(record.getExpectedVersion(), record.getSettings());
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFault("the settings in the database cannot be read", e);
        }
    }

    static void write(StoreBatch batch, Alarms alarms) {
        batch.put(
                Family.META,
                ALARMS,
                AlarmResponse.newBuilder()
                        .addAllAlarms(alarms.members())
                        .build()
                        .toByteArray());
        Batch.Builder own = Batch.newBuilder();
        alarms.own().stream()
                .sorted()
                .forEach(member -> own.addCommands(
                        LoggedCommand.newBuilder().setSpaceAlarmSet(CommandCodec.spaceAlarm(member, true))));
        batch.put(Family.META, OWN_ALARMS, own.build().toByteArray());
    }

    static Alarms readAlarms(OrderedReader reader) {
        byte[] value = reader.get(Family.META, ALARMS);
        if (value == null) {
            return Alarms.NONE;
        }
        byte[] own = reader.get(Family.META, OWN_ALARMS);
        try {
            return new Alarms(
                    AlarmResponse.parseFrom(value).getAlarmsList(),
                    own == null
                            ? Set.of()
                            : Batch.parseFrom(own).getCommandsList().stream()
                                    .map(command -> command.getSpaceAlarmSet().getMemberId())
                                    .collect(Collectors.toSet()));
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFault("the alarms in the database cannot be read", e);
        }
    }

    static void write(StoreBatch batch, ClusterInfo cluster) {
        var identity = ClusterIdentitySet.newBuilder()
                .setClusterId(cluster.clusterId())
                .addAllRemoved(cluster.removed().stream().sorted().toList());
        if (cluster.founded()) {
            identity.addAllMembers(MemberMessages.of(cluster));
        }
        ClusterVersion version = cluster.version();
        Batch.Builder record = Batch.newBuilder()
                .addCommands(LoggedCommand.newBuilder().setClusterIdentitySet(identity))
                .addCommands(LoggedCommand.newBuilder()
                        .setClusterVersionSet(ClusterVersionSet.newBuilder()
                                .setVersion(version.version())
                                .setFormat(version.format())));
        if (version.downgrading()) {
            record.addCommands(
                    LoggedCommand.newBuilder().setDowngradeInfoSet(CommandCodec.downgrade(version.downgrade())));
        }
        if (!cluster.founded()) {
            cluster.list().stream()
                    .map(member ->
                            new MemberAttributes(member.id(), member.name(), member.clientUrls(), member.peerUrls()))
                    .forEach(told -> record.addCommands(
                            LoggedCommand.newBuilder().setMemberAttributesSet(CommandCodec.encode(told))));
        }
        batch.put(Family.META, CLUSTER, record.build().toByteArray());
    }

    static ClusterInfo readCluster(OrderedReader reader) {
        byte[] value = reader.get(Family.META, CLUSTER);
        if (value == null) {
            return ClusterInfo.EMPTY;
        }
        try {
            ClusterInfo cluster = ClusterInfo.EMPTY;
            for (LoggedCommand part : Batch.parseFrom(value).getCommandsList()) {
                if (part.hasClusterIdentitySet()) {
                    cluster = read(part.getClusterIdentitySet());
                } else if (part.hasClusterVersionSet()) {
                    ClusterVersionSet set = part.getClusterVersionSet();
                    cluster = cluster.withVersion(cluster.version().raised(set.getVersion(), set.getFormat()));
                } else if (part.hasDowngradeInfoSet()) {
                    cluster = cluster.withVersion(cluster.version()
                            .withDowngrade(part.getDowngradeInfoSet().getVersion()));
                } else if (part.hasMemberAttributesSet()) {
                    cluster = cluster.withAttributes(CommandCodec.decode(part.getMemberAttributesSet()));
                }
            }
            return cluster;
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFault("the cluster information in the database cannot be read", e);
        }
    }

    private static ClusterInfo read(ClusterIdentitySet identity) {
        return new ClusterInfo(
                identity.getClusterId(),
                ClusterVersion.UNKNOWN,
                identity.getMembersCount() > 0 || identity.getRemovedCount() > 0,
                identity.getMembersList().stream()
                        .map(MemberMessages::read)
                        .collect(Collectors.toMap(ClusterMember::id, member -> member)),
                Set.copyOf(identity.getRemovedList()));
    }
}
