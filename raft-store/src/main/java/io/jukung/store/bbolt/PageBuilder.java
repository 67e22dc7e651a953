package io.jukung.store.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The elements of a page to be, and of what may go to the page after it. */
final class PageBuilder {

    private static final class Element {
        private final int flags;
        private final byte[] key;
        private final byte[] value;
        /** Of a branch. */
        private final long child;

        Element(int flags, byte[] key, byte[] value, long child) {
            this.flags = flags;
            this.key = key;
            this.value = value;
            this.child = child;
        }

        int bytes() {
            return BoltFormat.ELEMENT_BYTES + key.length + value.length;
        }
    }

    private static final byte[] NOTHING = {};

    private final int flags;
    private final List<Element> elements = new ArrayList<>();
    private long bytes = BoltFormat.HEADER_BYTES;

    PageBuilder(int flags) {
        this.flags = flags;
    }

    void addLeaf(int elementFlags, byte[] key, byte[] value) {
        add(new Element(elementFlags, key, value, 0));
    }

    void addBranch(byte[] key, long child) {
        add(new Element(0, key, NOTHING, child));
    }

    private void add(Element element) {
        elements.add(element);
        bytes += element.bytes();
    }

    int size() {
        return elements.size();
    }

    byte[] firstKey() {
        return elements.getFirst().key;
    }

    long firstChild() {
        return elements.getFirst().child;
    }

    /** Whether all fit into one page. */
    boolean fits() {
        return bytes <= BoltWriter.PAGE_BYTES;
    }

    /** How many of the first elements fit into one page; at least {@code atLeast}, which then make a longer one. */
    int fitting(int atLeast) {
        long used = BoltFormat.HEADER_BYTES;
        int count = 0;
        for (Element element : elements) {
            used += element.bytes();
            if (used > BoltWriter.PAGE_BYTES && count >= atLeast) {
                break;
            }
            count++;
        }
        return count;
    }

    /** The page of the first {@code count} elements, which are taken out. */
    ByteBuffer build(long id, int count) {
        List<Element> taken = elements.subList(0, count);
        long used = BoltFormat.HEADER_BYTES;
        for (Element element : taken) {
            used += element.bytes();
        }
        int pages = Math.toIntExact((used + BoltWriter.PAGE_BYTES - 1) / BoltWriter.PAGE_BYTES);
        ByteBuffer page = ByteBuffer.allocate(Math.multiplyExact(pages, BoltWriter.PAGE_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(id).putShort((short) flags).putShort((short) count).putInt(pages - 1);
        int data = BoltFormat.HEADER_BYTES + count * BoltFormat.ELEMENT_BYTES;
        for (Element element : taken) {
            int distance = data - page.position();
            if (flags == BoltFormat.LEAF) {
                page.putInt(element.flags)
                        .putInt(distance)
                        .putInt(element.key.length)
                        .putInt(element.value.length);
            } else {
                page.putInt(distance).putInt(element.key.length).putLong(element.child);
            }
            page.put(data, element.key).put(data + element.key.length, element.value);
            data += element.key.length + element.value.length;
        }
        bytes -= used - BoltFormat.HEADER_BYTES;
        taken.clear();
        return page.rewind();
    }
}
