package io.jukung.store.bbolt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one bucket from the bottom up: a leaf once it is full, and above it a branch once enough leaves have gone.
 *
 * <p>A branch always gets two children or more: bbolt takes that for granted when it later deletes from one.
 */
public final class BucketWriter implements AutoCloseable {

    private static final int MAX_KEY_BYTES = 32 << 10;

    private final BoltWriter file;
    private final byte[] name;
    private final PageBuilder leaf = new PageBuilder(BoltFormat.LEAF);
    private final List<PageBuilder> branches = new ArrayList<>();
    private byte @Nullable [] last;

    BucketWriter(BoltWriter file, byte[] name) {
        this.file = file;
        this.name = name;
    }

    /**
     * Adds an entry.
     *
     * @param key after the one before it; 1 byte to 32 KiB
     */
    public void put(byte[] key, byte[] value) throws IOException {
        byte[] before = last;
        if (key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, expected 1 to " + MAX_KEY_BYTES);
        }
        if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
            throw new IllegalArgumentException("the keys of a bucket are not ascending");
        }
        last = key;
        leaf.addLeaf(0, key, value);
        if (!leaf.fits() && leaf.size() > 1) {
            flush(leaf, leaf.size() - 1, 0);
        }
    }

    /** Writes the first elements of a page, and names it to the level above. */
    private void flush(PageBuilder page, int count, int level) throws IOException {
        byte[] firstKey = page.firstKey();
        long id = file.nextPage();
        file.append(page.build(id, count));
        if (level == branches.size()) {
            branches.add(new PageBuilder(BoltFormat.BRANCH));
        }
        PageBuilder above = branches.get(level);
        above.addBranch(firstKey, id);
        if (!above.fits()) {
            int fitting = above.fitting(2);
            if (above.size() - fitting >= 2) {
                flush(above, fitting, level + 1);
            }
        }
    }

    /** Ends the bucket. */
    @Override
    public void close() throws IOException {
        if (last == null) {
            long empty = file.nextPage();
            file.append(leaf.build(empty, 0));
            file.ended(name, empty);
            return;
        }
        flush(leaf, leaf.size(), 0);
        int level = 0;
        while (level < branches.size() - 1 || branches.get(level).size() > 1) {
            PageBuilder branch = branches.get(level);
            level++;
            if (!branch.fits() && branch.size() >= 4) {
                flush(branch, branch.size() / 2, level);
            }
            flush(branch, branch.size(), level);
        }
        file.ended(name, branches.get(level).firstChild());
    }
}
