package io.jukung.store.apply;

/**
 * With which format of entries each kind of command came. In a cluster that has not agreed on that format yet ({@link
 * ClusterVersion#format}) it is not proposed: a member of an older release could not read it, and would stop.
 */
public final class CommandFormats {

    private CommandFormats() {}

    /**
     * The lowest format a command may be proposed under. Never changed for a kind that was released; so is a command that carries
     * more than its kind did at first.
     */
    public static int since(Command command) {
        return switch (command.bare()) {
            case Command.Requested requested -> throw new IllegalStateException("a bare command is for nobody");
            case Command.Auth first -> CommandCodec.FIRST_FORMAT;
            case Command.Put first -> CommandCodec.FIRST_FORMAT;
            case Command.DeleteRange first -> CommandCodec.FIRST_FORMAT;
            case Command.Txn first -> CommandCodec.FIRST_FORMAT;
            case Command.Compact first -> CommandCodec.FIRST_FORMAT;
            case Command.LeaseGrant first -> CommandCodec.FIRST_FORMAT;
            case Command.LeaseRevoke first -> CommandCodec.FIRST_FORMAT;
            case Command.LeaseExpire first -> CommandCodec.FIRST_FORMAT;
            case Command.LeaseCheckpoint first -> CommandCodec.FIRST_FORMAT;
            case Command.Alarm first -> CommandCodec.FIRST_FORMAT;
            case Command.SpaceAlarmSet first -> CommandCodec.FIRST_FORMAT;
            case Command.ClusterVersionSet first -> CommandCodec.FIRST_FORMAT;
            case Command.DowngradeInfoSet first -> CommandCodec.FIRST_FORMAT;
            case Command.MemberAttributesSet first -> CommandCodec.FIRST_FORMAT;
            case Command.SettingsSet first -> CommandCodec.FIRST_FORMAT;
            case Command.ClusterIdentitySet first -> CommandCodec.FIRST_FORMAT;
            case Command.Reconfiguration first -> CommandCodec.FIRST_FORMAT;
        };
    }
}
