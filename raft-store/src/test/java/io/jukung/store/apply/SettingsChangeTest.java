package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.store.mvcc.Rejection;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsChangeTest {

    private static final ClusterSettings SOME =
            ClusterSettings.newBuilder().setMaxTxnOps(5).build();

    @Test
    void aChangeMadeFromOtherSettingsHasNoEffect() {
        var member = new Member();
        assertThat(member.outcome(new Command.SettingsSet(0, 0, SOME))).isInstanceOf(Outcome.Applied.class);
        var other = ClusterSettings.newBuilder().setMaxTxnOps(6).build();
        assertThat(member.outcome(new Command.SettingsSet(0, 0, other)))
                .isEqualTo(new Outcome.Rejected(Rejection.SETTINGS_CHANGED));
        assertThat(member.state().settings()).isEqualTo(new StoredSettings(1, SOME));
        member.outcome(new Command.SettingsSet(0, 1, other));
        assertThat(member.state().settings()).isEqualTo(new StoredSettings(2, other));
        assertThat(member.state().revision()).isEqualTo(1);
    }

    @Test
    void settingsAreThereAfterARestartAlsoThoseOfANewerRelease() {
        var newer = SOME.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .build())
                .build();
        var command = new Command.SettingsSet(3, 0, newer);
        var logged = ByteString.copyFrom(CommandCodec.encode(List.of(command)));
        assertThat(CommandCodec.decode(logged)).isEqualTo(List.of(command));
        var member = new Member();
        member.entry(command);
        assertThat(member.restarted().state().settings()).isEqualTo(new StoredSettings(1, newer));
    }
}
