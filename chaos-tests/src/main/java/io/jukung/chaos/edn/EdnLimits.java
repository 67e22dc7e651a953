package io.jukung.chaos.edn;

/**
 * Bounds of what is read, against damaged and hostile files.
 *
 * @param depth collections within collections
 * @param chars of one string, name or number, UTF-16 units
 * @param elements of one collection read at once; in a map, entries
 */
public record EdnLimits(int depth, int chars, int elements) {

    public static final EdnLimits DEFAULT = new EdnLimits(128, 16 << 20, 16 << 20);

    public EdnLimits {
        if (depth < 1 || chars < 1 || elements < 1) {
            throw new IllegalArgumentException(
                    "depth " + depth + ", chars " + chars + ", elements " + elements + ": expected 1 or more of each");
        }
    }
}
