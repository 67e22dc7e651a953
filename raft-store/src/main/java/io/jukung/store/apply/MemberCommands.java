package io.jukung.store.apply;

import com.google.protobuf.Message;
import io.jukung.proto.etcd.MemberAddResponse;
import io.jukung.proto.etcd.MemberPromoteResponse;
import io.jukung.proto.etcd.MemberRemoveResponse;
import io.jukung.proto.etcd.MemberUpdateResponse;
import io.jukung.store.mvcc.RejectedException;

/** The meaning of the commands that change the membership. As in etcd, their responses carry no revision. */
final class MemberCommands {

    private MemberCommands() {}

    static Message apply(Command.Reconfiguration command, EntryContext entry) throws RejectedException {
        ClusterInfo before = entry.cluster();
        return switch (command) {
            case Command.MemberAdd add -> {
                ClusterInfo after = before.add(add.member(), add.maxLearners());
                change(
                        entry,
                        after,
                        "member-add",
                        add.member().id(),
                        add.member().learner() ? 1 : 0);
                yield MemberAddResponse.newBuilder()
                        .setMember(MemberMessages.of(add.member()))
                        .addAllMembers(MemberMessages.of(after))
                        .build();
            }
            case Command.MemberRemove remove -> {
                ClusterInfo after = before.remove(remove.id());
                change(entry, after, "member-remove", remove.id());
                yield MemberRemoveResponse.newBuilder()
                        .addAllMembers(MemberMessages.of(after))
                        .build();
            }
            case Command.MemberUpdate update -> {
                ClusterInfo after = before.update(update.id(), update.peerUrls());
                change(entry, after, "member-update", update.id());
                yield MemberUpdateResponse.newBuilder()
                        .addAllMembers(MemberMessages.of(after))
                        .build();
            }
            case Command.MemberPromote promote -> {
                ClusterInfo after = before.promote(promote.id());
                change(entry, after, "member-promote", promote.id());
                yield MemberPromoteResponse.newBuilder()
                        .addAllMembers(MemberMessages.of(after))
                        .build();
            }
        };
    }

    private static void change(EntryContext entry, ClusterInfo after, String kind, long... numbers) {
        entry.setCluster(after);
        entry.digest().add(kind, numbers);
    }
}
