package io.jukung.store.backup;

/**
 * CRC-32C of pieces put together, from the checksum and length of each alone. Appending a piece of n bytes multiplies the
 * checksum so far by x to the 8n, modulo the polynomial, and adds the piece's.
 */
final class Crc32cSum {

    /** Castagnoli's, lowest power in the highest bit, as are all polynomials here. */
    private static final int POLYNOMIAL = 0x82F63B78;

    private static final int ONE = 0x80000000;

    /** x to the power of 2^n. */
    private static final int[] POWERS = powers();

    private int value;

    private static int[] powers() {
        int[] powers = new int[Long.SIZE];
        powers[0] = ONE >>> 1;
        for (int n = 1; n < powers.length; n++) {
            powers[n] = multiply(powers[n - 1], powers[n - 1]);
        }
        return powers;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }

    void append(int crc, long length) {
        int shift = ONE;
        long bits = length * Byte.SIZE;
        for (int n = 0; bits != 0; n++, bits >>>= 1) {
            if ((bits & 1) != 0) {
                shift = multiply(POWERS[n], shift);
            }
        }
        value = multiply(shift, value) ^ crc;
    }

    int value() {
        return value;
    }
}
