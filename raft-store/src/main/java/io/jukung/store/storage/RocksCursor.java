package io.jukung.store.storage;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A RocksDB iterator within bounds. Owns its read options and bounds. */
final class RocksCursor implements Cursor {

    private final ReadOptions options;
    private final @Nullable Slice lower;
    private final @Nullable Slice upper;
    private final byte @Nullable [] from;
    private final byte @Nullable [] to;
    private final Direction direction;
    private final RocksIterator iterator;
    private final Consumer<StorageFault> onDamage;

    RocksCursor(
            RocksDB db,
            ColumnFamilyHandle family,
            ReadOptions options,
            byte @Nullable [] from,
            byte @Nullable [] to,
            Direction direction,
            Consumer<StorageFault> onDamage) {
        this.onDamage = onDamage;
        this.options = options;
        this.direction = direction;
        this.from = from;
        this.to = to;
        lower = from == null ? null : new Slice(from);
        upper = to == null ? null : new Slice(to);
        if (lower != null) {
            options.setIterateLowerBound(lower);
        }
        if (upper != null) {
            options.setIterateUpperBound(upper);
        }
        iterator = db.newIterator(family, options);
        switch (direction) {
            case FORWARD -> iterator.seekToFirst();
            case REVERSE -> iterator.seekToLast();
        }
        check();
    }

    private void check() {
        if (!iterator.isValid()) {
            try {
                iterator.status();
            } catch (RocksDBException e) {
                StorageFault fault = new StorageFault("cannot iterate over the database", e);
                if (fault.isDamage()) {
                    onDamage.accept(fault);
                }
                throw fault;
            }
        }
    }

    @Override
    public boolean isValid() {
        return iterator.isValid();
    }

    @Override
    public byte[] key() {
        return iterator.key();
    }

    @Override
    public byte[] value() {
        return iterator.value();
    }

    @Override
    public void next() {
        switch (direction) {
            case FORWARD -> iterator.next();
            case REVERSE -> iterator.prev();
        }
        check();
    }

    @Override
    public void seek(byte[] key) {
        switch (direction) {
            case FORWARD -> {
                if (from != null && Arrays.compareUnsigned(key, from) < 0) {
                    iterator.seekToFirst();
                } else {
                    iterator.seek(key);
                }
            }
            case REVERSE -> {
                if (to != null && Arrays.compareUnsigned(key, to) >= 0) {
                    iterator.seekToLast();
                } else {
                    iterator.seekForPrev(key);
                }
            }
        }
        check();
    }

    @Override
    public void close() {
        iterator.close();
        options.close();
        if (lower != null) {
            lower.close();
        }
        if (upper != null) {
            upper.close();
        }
    }
}
