package io.jukung.store.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.jukung.store.mvcc.RejectedException;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.MemoryStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateHashTest {

    private final MemoryStore disk = new MemoryStore();

    private Member filled() throws RejectedException {
        var member = new Member(disk);
        member.grant(7, 1000);
        member.put(Requests.put("a", "1", 7));
        member.put("b", "2");
        member.put("b", "3");
        member.delete("a");
        member.put(Requests.put("c", "4", 7));
        member.entry(new Command.ClusterVersionSet(0, "3.5.0", 1));
        return member;
    }

    @Test
    void theSameCommandsGiveTheSameHash() throws RejectedException {
        long one = filled().hash();
        assertThat(new StateHashTest().filled().hash()).isEqualTo(one);
    }

    @Test
    void aChangeGivesAnother() throws RejectedException {
        var member = filled();
        long before = member.hash();
        member.put("d", "5");
        assertThat(member.hash()).isNotEqualTo(before);
    }

    /** One bit of one record, anywhere but in the mark. */
    @ParameterizedTest
    @EnumSource(
            value = Family.class,
            names = {"VERSIONS", "LATEST", "LOG", "LEASES", "META"})
    void whatIsOnDiskCounts(Family family) throws RejectedException {
        long before = filled().hash();
        int changed = 0;
        for (var record : records(family).entrySet()) {
            if (record.getKey().equals(ByteString.copyFromUtf8("mark"))
                    || record.getValue().isEmpty()) {
                continue;
            }
            var value = record.getValue().toByteArray();
            value[value.length - 1] ^= 1;
            write(family, record.getKey(), ByteString.copyFrom(value));
            assertThat(hashOfWhatMayBeUnreadable()).isNotEqualTo(before);
            write(family, record.getKey(), record.getValue());
            changed++;
        }
        assertThat(changed).isPositive();
        assertThat(new Member(disk).hash()).isEqualTo(before);
    }

    private long hashOfWhatMayBeUnreadable() {
        try {
            return new Member(disk).hash();
        } catch (RuntimeException noRecord) {
            return 0;
        }
    }

    private Map<ByteString, ByteString> records(Family family) {
        var records = new HashMap<ByteString, ByteString>();
        try (var cursor = disk.cursor(family, null, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                records.put(ByteString.copyFrom(cursor.key()), ByteString.copyFrom(cursor.value()));
            }
        }
        return records;
    }

    private void write(Family family, ByteString key, ByteString value) {
        try (var batch = disk.newBatch()) {
            batch.put(family, key.toByteArray(), value.toByteArray());
            disk.write(batch);
        }
    }

    @Test
    void whoPausesMayGiveUp() throws RejectedException {
        try (var frozen = filled().state().freeze()) {
            assertThatThrownBy(() -> frozen.hash(() -> {
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);
        }
    }
}
