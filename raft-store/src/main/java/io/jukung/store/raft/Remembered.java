package io.jukung.store.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What Raft has to remember beside its log, term and vote: a member that forgets them may vote twice in a term. Ratis writes
 * them from several threads, each with what it read a moment before; one that comes late must not undo a newer term, nor a vote.
 */
final class Remembered implements AtomicFileOutputStream.Watch {

    private record Vote(long term, String candidate) {
        static @Nullable Vote of(byte[] file) {
            var text = new String(file, StandardCharsets.ISO_8859_1);
            var term = LogInspection.TERM.matcher(text);
            var candidate = LogInspection.VOTED_FOR.matcher(text);
            return term.find() && candidate.find() ? new Vote(Long.parseLong(term.group(1)), candidate.group(1)) : null;
        }

        boolean mayFollow(Vote old) {
            return term > old.term
                    || (term == old.term && (old.candidate.isEmpty() || candidate.equals(old.candidate)));
        }
    }

    private final Consumer<IOException> onFailure;

    Remembered(Consumer<IOException> onFailure) {
        this.onFailure = onFailure;
    }

    @Override
    public void failed(IOException failure) {
        onFailure.accept(failure);
    }

    @Override
    public boolean mayReplace(Path target, byte[] old, byte[] fresh) {
        if (!target.endsWith(LogInspection.META)) {
            return true;
        }
        var before = Vote.of(old);
        var after = Vote.of(fresh);
        return before == null || after == null || after.mayFollow(before);
    }
}
