package io.jukung.store.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.proto.store.v1.Batch;
import io.jukung.proto.store.v1.DowngradeInfoSet;
import io.jukung.proto.store.v1.LoggedCommand;
import io.jukung.store.Release;
import java.util.ArrayList;
import java.util.List;

/** Commands as the bytes of a Raft entry. */
public final class CommandCodec {

    /** Entries of this format every release reads. */
    public static final int FIRST_FORMAT = 1;

    private CommandCodec() {}

    /** The entry of a batch, as every release reads it. */
    public static byte[] encode(List<Command> commands) {
        return encode(commands, FIRST_FORMAT);
    }

    /**
     * The entry of a batch.
     *
     * @param format what all who read it know, see {@link ClusterVersion#format}
     */
    public static byte[] encode(List<Command> commands, int format) {
        Batch.Builder batch = Batch.newBuilder().setFormat(format);
        commands.forEach(command -> batch.addCommands(logged(command)));
        return batch.build().toByteArray();
    }

    /** The batch of an entry that this release can read. */
    public static List<Command> decode(ByteString entry) {
        return decode(entry, Release.THIS.format());
    }

    /**
     * The batch of an entry.
     *
     * @param newest format that is known
     * @throws UnknownFormatException if a newer release wrote it, or nobody did
     */
    public static List<Command> decode(ByteString entry, int newest) {
        try {
            Batch batch = Batch.parseFrom(entry);
            if (batch.getFormat() < FIRST_FORMAT || batch.getFormat() > newest) {
                throw new UnknownFormatException("a log entry has the format " + batch.getFormat()
                        + ", this release reads " + FIRST_FORMAT + " to " + newest
                        + ": start the release that wrote it; if the cluster was downgraded since, stop that once with"
                        + " SIGTERM, which leaves no such entry to read, and then start this one");
            }
            List<Command> commands = new ArrayList<>(batch.getCommandsCount());
            for (LoggedCommand command : batch.getCommandsList()) {
                commands.add(decode(command));
            }
            return commands;
        } catch (InvalidProtocolBufferException e) {
            throw new UnknownFormatException("a log entry is not a batch of commands: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UnknownFormatException("a log entry holds what no release proposes: " + e.getMessage());
        }
    }

    /** A command as it is in an entry. */
    public static LoggedCommand logged(Command command) {
        LoggedCommand.Builder logged = LoggedCommand.newBuilder().setRequestId(command.requestId());
        switch (command) {
            case Command.Requested requested ->
                logged.mergeFrom(logged(requested.command())).setHeader(AuthCodec.encode(requested.by()));
            case Command.Auth auth -> AuthCodec.encode(auth.change(), logged);
            case Command.Put put -> logged.setPut(put.request());
            case Command.DeleteRange delete -> logged.setDeleteRange(delete.request());
            case Command.Txn txn -> logged.setTxn(txn.request());
            case Command.Compact compact -> logged.setCompaction(compact.request());
            case Command.LeaseGrant grant -> logged.setLeaseGrant(grant.request());
            case Command.LeaseRevoke revoke -> logged.setLeaseRevoke(revoke.request());
            case Command.LeaseExpire expire ->
                logged.setLeaseExpire(io.jukung.proto.store.v1.LeaseExpire.newBuilder()
                        .setTerm(expire.term())
                        .addAllIds(expire.ids()));
            case Command.LeaseCheckpoint checkpoint -> logged.setLeaseCheckpoint(checkpoint.request());
            case Command.Alarm alarm -> logged.setAlarm(alarm.request());
            case Command.SpaceAlarmSet space -> logged.setSpaceAlarmSet(spaceAlarm(space.memberId(), space.raised()));
            case Command.ClusterVersionSet version ->
                logged.setClusterVersionSet(io.jukung.proto.store.v1.ClusterVersionSet.newBuilder()
                        .setVersion(version.version())
                        .setFormat(version.format()));
            case Command.DowngradeInfoSet downgrade -> logged.setDowngradeInfoSet(downgrade(downgrade.version()));
            case Command.MemberAttributesSet member -> logged.setMemberAttributesSet(encode(member.attributes()));
            case Command.SettingsSet settings ->
                logged.setSettingsSet(io.jukung.proto.store.v1.SettingsSet.newBuilder()
                        .setExpectedVersion(settings.expectedVersion())
                        .setSettings(settings.settings()));
            case Command.ClusterIdentitySet identity ->
                logged.setClusterIdentitySet(io.jukung.proto.store.v1.ClusterIdentitySet.newBuilder()
                        .setClusterId(identity.clusterId())
                        .addAllMembers(identity.members().stream()
                                .map(MemberMessages::of)
                                .toList()));
            case Command.MemberAdd add ->
                logged.setMemberAdd(io.jukung.proto.store.v1.MemberAdd.newBuilder()
                        .setMember(MemberMessages.of(add.member()))
                        .setMaxLearners(add.maxLearners()));
            case Command.MemberRemove remove ->
                logged.setMemberRemove(
                        io.jukung.proto.store.v1.MemberRemove.newBuilder().setId(remove.id()));
            case Command.MemberUpdate update ->
                logged.setMemberUpdate(io.jukung.proto.store.v1.MemberUpdate.newBuilder()
                        .setId(update.id())
                        .addAllPeerUrls(update.peerUrls()));
            case Command.MemberPromote promote ->
                logged.setMemberPromote(
                        io.jukung.proto.store.v1.MemberPromote.newBuilder().setId(promote.id()));
        }
        return logged.build();
    }

    static io.jukung.proto.store.v1.SpaceAlarmSet spaceAlarm(long memberId, boolean raised) {
        return io.jukung.proto.store.v1.SpaceAlarmSet.newBuilder()
                .setMemberId(memberId)
                .setRaised(raised)
                .build();
    }

    static io.jukung.proto.store.v1.MemberAttributesSet encode(MemberAttributes attributes) {
        return io.jukung.proto.store.v1.MemberAttributesSet.newBuilder()
                .setMemberId(attributes.memberId())
                .setName(attributes.name())
                .addAllClientUrls(attributes.clientUrls())
                .addAllPeerUrls(attributes.peerUrls())
                .build();
    }

    static MemberAttributes decode(io.jukung.proto.store.v1.MemberAttributesSet logged) {
        return new MemberAttributes(
                logged.getMemberId(), logged.getName(), logged.getClientUrlsList(), logged.getPeerUrlsList());
    }

    private static Command decode(LoggedCommand logged) {
        Command bare = decodeBare(logged);
        return logged.hasHeader() ? new Command.Requested(AuthCodec.decode(logged.getHeader()), bare) : bare;
    }

    static DowngradeInfoSet downgrade(String version) {
        return DowngradeInfoSet.newBuilder()
                .setEnabled(!version.isEmpty())
                .setVersion(version)
                .build();
    }

    private static Command decodeBare(LoggedCommand logged) {
        long id = logged.getRequestId();
        return switch (logged.getCommandCase()) {
            case PUT -> new Command.Put(id, logged.getPut());
            case DELETE_RANGE -> new Command.DeleteRange(id, logged.getDeleteRange());
            case TXN -> new Command.Txn(id, logged.getTxn());
            case COMPACTION -> new Command.Compact(id, logged.getCompaction());
            case LEASE_GRANT -> new Command.LeaseGrant(id, logged.getLeaseGrant());
            case LEASE_REVOKE -> new Command.LeaseRevoke(id, logged.getLeaseRevoke());
            case LEASE_EXPIRE ->
                new Command.LeaseExpire(
                        id,
                        logged.getLeaseExpire().getTerm(),
                        logged.getLeaseExpire().getIdsList());
            case LEASE_CHECKPOINT -> new Command.LeaseCheckpoint(id, logged.getLeaseCheckpoint());
            case ALARM -> new Command.Alarm(id, logged.getAlarm());
            case SPACE_ALARM_SET ->
                new Command.SpaceAlarmSet(
                        id,
                        logged.getSpaceAlarmSet().getMemberId(),
                        logged.getSpaceAlarmSet().getRaised());
            case CLUSTER_VERSION_SET ->
                new Command.ClusterVersionSet(
                        id,
                        logged.getClusterVersionSet().getVersion(),
                        logged.getClusterVersionSet().getFormat());
            case DOWNGRADE_INFO_SET ->
                new Command.DowngradeInfoSet(id, logged.getDowngradeInfoSet().getVersion());
            case MEMBER_ATTRIBUTES_SET -> new Command.MemberAttributesSet(id, decode(logged.getMemberAttributesSet()));
            case CLUSTER_IDENTITY_SET ->
                new Command.ClusterIdentitySet(
                        id,
                        logged.getClusterIdentitySet().getClusterId(),
                        logged.getClusterIdentitySet().getMembersList().stream()
                                .map(MemberMessages::read)
                                .toList());
            case MEMBER_ADD ->
                new Command.MemberAdd(
                        id,
                        MemberMessages.read(logged.getMemberAdd().getMember()),
                        logged.getMemberAdd().getMaxLearners());
            case MEMBER_REMOVE ->
                new Command.MemberRemove(id, logged.getMemberRemove().getId());
            case MEMBER_UPDATE ->
                new Command.MemberUpdate(
                        id,
                        logged.getMemberUpdate().getId(),
                        logged.getMemberUpdate().getPeerUrlsList());
            case MEMBER_PROMOTE ->
                new Command.MemberPromote(id, logged.getMemberPromote().getId());
            case AUTH_ENABLE,
                    AUTH_DISABLE,
                    AUTHENTICATE,
                    AUTH_USER_ADD,
                    AUTH_USER_DELETE,
                    AUTH_USER_CHANGE_PASSWORD,
                    AUTH_USER_GRANT_ROLE,
                    AUTH_USER_REVOKE_ROLE,
                    AUTH_ROLE_ADD,
                    AUTH_ROLE_DELETE,
                    AUTH_ROLE_GRANT_PERMISSION,
                    AUTH_ROLE_REVOKE_PERMISSION -> new Command.Auth(id, AuthCodec.decode(logged));
            case SETTINGS_SET ->
                new Command.SettingsSet(
                        id,
                        logged.getSettingsSet().getExpectedVersion(),
                        logged.getSettingsSet().getSettings());
            case COMMAND_NOT_SET ->
                throw new UnknownFormatException(
                        "a log entry holds a command this release does not know: run the release that wrote it");
        };
    }
}
