package io.jukung.store.integrity;

import io.jukung.store.mvcc.StoreMark;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The digests after the last {@value #KEPT} entries this member has applied: one thread adds, any may ask. */
final class RecentDigests {

    static final int KEPT = 4096;

    private final AtomicReferenceArray<@Nullable StoreMark> marks = new AtomicReferenceArray<>(KEPT);
    private volatile @Nullable StoreMark newest;

    void add(StoreMark mark) {
        marks.lazySet(slot(mark.index()), mark);
        newest = mark;
    }

    /** After the newest entry. */
    @Nullable
    StoreMark newest() {
        return newest;
    }

    /** After an entry; empty if it is not applied yet, or too long ago. */
    OptionalLong at(long index) {
        var mark = index < 0 ? null : marks.get(slot(index));
        return mark != null && mark.index() == index ? OptionalLong.of(mark.digest()) : OptionalLong.empty();
    }

    /**
     * After an entry that others have surely applied by now, unless they lag: the newest if it was that already when
     * {@code before} was, else one that is older. Under load there always is a newer one that is still on its way to them.
     */
    @Nullable
    StoreMark settled(@Nullable StoreMark before) {
        var now = newest;
        if (now == null || before == null || now.index() == before.index()) {
            return now;
        }
        long index = Math.max(before.index(), now.index() - KEPT / 2);
        // What is Raft's own has no digest.
        for (long at = index; at > index - 64 && at >= 0; at--) {
            var mark = marks.get(slot(at));
            if (mark != null && mark.index() == at) {
                return mark;
            }
        }
        return now;
    }

    private static int slot(long index) {
        return (int) (index % KEPT);
    }
}
