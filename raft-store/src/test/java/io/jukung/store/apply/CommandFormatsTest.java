package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.proto.store.v1.ClusterSettings;
import io.jukung.store.Release;
import io.jukung.store.auth.Requester;
import org.junit.jupiter.api.Test;

class CommandFormatsTest {

    /** What came first is never asked more of, and for whom a command is makes no difference. */
    @Test
    void theKindsOfTheFirstReleaseNeedNoNewerFormat() {
        Command put = new Command.Put(0, Requests.put("key", "value"));
        Command settings = new Command.SettingsSet(0, 0, ClusterSettings.getDefaultInstance());
        for (Command command : new Command[] {put, settings, new Command.MemberRemove(0, 1)}) {
            assertThat(CommandFormats.since(command)).isEqualTo(CommandCodec.FIRST_FORMAT);
            assertThat(CommandFormats.since(new Command.Requested(Requester.MEMBER, command)))
                    .isEqualTo(CommandCodec.FIRST_FORMAT)
                    .isLessThanOrEqualTo(Release.THIS.format());
        }
    }
}
