package io.jukung.node.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The tar format (POSIX ustar, with pax headers for long names) as far as images need it. Written
 * archives hold no time, user or group, so that equal content gives equal bytes.
 */
final class TarArchive {

    private static final int BLOCK = 512;
    private static final int NAME_LIMIT = 100;
    /** Bound of one file when an archive is read into memory. */
    private static final long READ_LIMIT = 1L << 30;

    private TarArchive() {}

    /** What an entry is, by tar's type flag. */
    enum Kind {
        FILE('0'),
        LINK('2'),
        FOLDER('5');

        private final char flag;

        Kind(char flag) {
            this.flag = flag;
        }
    }

    /** Writes one archive; {@link #finish} ends it. */
    static final class Writer {

        private final OutputStream out;

        Writer(OutputStream out) {
            this.out = out;
        }

        void folder(String name, int mode) throws IOException {
            header(name.endsWith("/") ? name : name + "/", mode, 0, Kind.FOLDER.flag, "");
        }

        void link(String name, String target) throws IOException {
            header(name, 0777, 0, Kind.LINK.flag, target);
        }

        void file(String name, int mode, byte[] content) throws IOException {
            header(name, mode, content.length, Kind.FILE.flag, "");
            out.write(content);
            pad(content.length);
        }

        void finish() throws IOException {
            out.write(new byte[2 * BLOCK]);
            out.flush();
        }

        private void header(String name, int mode, long size, char type, String target) throws IOException {
            if (bytes(name).length > NAME_LIMIT || bytes(target).length > NAME_LIMIT) {
                var pax = new ByteArrayOutputStream();
                pax.writeBytes(paxRecord("path", name));
                if (!target.isEmpty()) {
                    pax.writeBytes(paxRecord("linkpath", target));
                }
                plainHeader("PaxHeader", 0644, pax.size(), 'x', "");
                pax.writeTo(out);
                pad(pax.size());
            }
            plainHeader(cut(name), mode, size, type, cut(target));
        }

        private void plainHeader(String name, int mode, long size, char type, String target) throws IOException {
            var block = new byte[BLOCK];
            put(block, 0, name);
            put(block, 100, "%07o".formatted(mode));
            put(block, 108, "0000000");
            put(block, 116, "0000000");
            put(block, 124, "%011o".formatted(size));
            put(block, 136, "00000000000");
            put(block, 148, "        ");
            block[156] = (byte) type;
            put(block, 157, target);
            put(block, 257, "ustar");
            put(block, 263, "00");
            int sum = 0;
            for (byte b : block) {
                sum += b & 0xff;
            }
            put(block, 148, "%06o\0 ".formatted(sum));
            out.write(block);
        }

        private void pad(long size) throws IOException {
            int rest = (int) (size % BLOCK);
            if (rest > 0) {
                out.write(new byte[BLOCK - rest]);
            }
        }

        private static void put(byte[] block, int at, String text) {
            var bytes = bytes(text);
            System.arraycopy(bytes, 0, block, at, bytes.length);
        }

        private static String cut(String name) {
            var bytes = bytes(name);
            return bytes.length <= NAME_LIMIT ? name : new String(bytes, 0, NAME_LIMIT, StandardCharsets.ISO_8859_1);
        }

        /** {@code "<length> key=value\n"}, where the length counts itself. */
        private static byte[] paxRecord(String key, String value) {
            var rest = " " + key + "=" + value + "\n";
            int length = bytes(rest).length;
            int digits = Integer.toString(length).length();
            if (Integer.toString(length + digits).length() > digits) {
                digits++;
            }
            return bytes((length + digits) + rest);
        }
    }

    /** The regular files of an archive, by name without a leading {@code ./}. */
    static Map<String, byte[]> readFiles(InputStream in) throws IOException {
        var files = new HashMap<String, byte[]>();
        String paxPath = null;
        while (true) {
            var header = in.readNBytes(BLOCK);
            if (header.length < BLOCK || header[0] == 0) {
                return files;
            }
            long size = octal(header, 124, 12);
            if (size < 0 || size > READ_LIMIT) {
                throw new IOException("not a tar archive, or one with a file over 1 GiB");
            }
            var content = in.readNBytes((int) size);
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            char type = (char) header[156];
            if (type == 'x') {
                paxPath = paxPath(new String(content, StandardCharsets.UTF_8));
                continue;
            }
            if (type == '0' || type == 0) {
                var name = paxPath != null ? paxPath : text(header, 0, NAME_LIMIT);
                files.put(name.startsWith("./") ? name.substring(2) : name, content);
            }
            paxPath = null;
        }
    }

    private static @org.jspecify.annotations.Nullable String paxPath(String records) {
        return records.lines()
                .filter(line -> line.contains(" path="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElse(null);
    }

    private static String text(byte[] block, int at, int limit) {
        int end = at;
        while (end < at + limit && block[end] != 0) {
            end++;
        }
        return new String(block, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] block, int at, int limit) throws IOException {
        var text = text(block, at, limit).strip();
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not a tar archive: the size field reads " + text, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
