package io.jukung.chaos.generator;

import io.jukung.chaos.edn.Edn;
import io.jukung.chaos.history.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Groups of workers, each at a key of its own (Jepsen's {@code independent/concurrent-generator}): when a key's generator
 * is done, the group goes on with the next key that nobody had. Values become {@code [k v]}.
 *
 * @param size workers of a group; what is left over of all workers does nothing here
 * @param offset the first worker of the first group
 * @param keys how many keys there are in all
 * @param groups each group's key and what is left of it
 */
record Independent(int size, int offset, long keys, long nextKey, LongFunction<Generator> perKey, List<Group> groups)
        implements Generator {

    record Group(int number, long key, Generator left, boolean over) {}

    Independent {
        groups = List.copyOf(groups);
    }

    static Generator of(int size, int offset, int count, long keys, LongFunction<Generator> perKey) {
        var groups = new ArrayList<Group>();
        for (int i = 0; i < count; i++) {
            groups.add(new Group(i, i, perKey.apply(i), i >= keys));
        }
        return new Independent(size, offset, keys, count, perKey, groups);
    }

    @Override
    public Next next(Context context) {
        var now = new ArrayList<>(groups);
        long unused = nextKey;
        long until = Long.MAX_VALUE;
        int over = 0;
        int first = context.random().nextInt(groups.size());
        for (int n = 0; n < groups.size(); n++) {
            int i = (first + n) % groups.size();
            if (now.get(i).over()) {
                over++;
                continue;
            }
            var narrowed = context.only(process -> process >= 0 && groupOf(process, context.workers()) == i);
            if (narrowed.isEmpty()) {
                continue;
            }
            boolean looking = true;
            while (looking) {
                var group = now.get(i);
                switch (group.left().next(narrowed.get())) {
                    case Next.Emit(var invocation, var rest) -> {
                        now.set(i, new Group(i, group.key(), rest, false));
                        var wrapped = new Invocation(
                                invocation.process(),
                                invocation.f(),
                                Edn.vector(Edn.of(group.key()), invocation.value()));
                        return new Next.Emit(wrapped, new Independent(size, offset, keys, unused, perKey, now));
                    }
                    case Next.Wait(var time, var rest) -> {
                        now.set(i, new Group(i, group.key(), rest, false));
                        until = Math.min(until, time);
                        looking = false;
                    }
                    case Next.Done _ -> {
                        if (unused < keys) {
                            now.set(i, new Group(i, unused, perKey.apply(unused), false));
                            unused++;
                        } else {
                            now.set(i, new Group(i, group.key(), group.left(), true));
                            over++;
                            looking = false;
                        }
                    }
                }
            }
        }
        return over == groups.size()
                ? new Next.Done()
                : new Next.Wait(until, new Independent(size, offset, keys, unused, perKey, now));
    }

    private int groupOf(int process, int workers) {
        int worker = process % workers - offset;
        return worker < 0 ? -1 : worker / size;
    }

    @Override
    public Generator update(Context context, Op op) {
        if (!op.isClient() || !(op.value() instanceof Edn.Vector(var elements)) || elements.size() != 2) {
            return this;
        }
        int i = groupOf(op.process(), context.workers());
        if (i < 0 || i >= groups.size()) {
            return this;
        }
        var group = groups.get(i);
        // An operation on the group's last key may end when it is at the next.
        if (!elements.getFirst().equals(Edn.of(group.key()))) {
            return this;
        }
        var inner = new Op(
                op.index(),
                op.process(),
                op.phase(),
                op.f(),
                elements.getLast(),
                op.nanos(),
                op.error(),
                op.calls(),
                op.streams());
        var now = new ArrayList<>(groups);
        now.set(i, new Group(i, group.key(), group.left().update(context, inner), group.over()));
        return new Independent(size, offset, keys, nextKey, perKey, now);
    }
}
