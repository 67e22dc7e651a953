package io.jukung.api.server.chain;

import io.jukung.api.model.tree.Value;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A range of addresses or ports to hand out. */
public sealed interface ValueRange {

    boolean contains(String value);

    /** A value of the range that is free, at random; empty where none is. */
    Optional<String> pick(RandomGenerator random, Predicate<String> free);

    /** What an error says of a value outside the range. */
    String rule();

    /** What an error says of a value that another has. */
    String takenText();

    /** The value as an error shows it. */
    Value shown(String value);

    /**
     * IPv4 addresses of a CIDR block, its first (network) and last (broadcast) left out.
     *
     * @param network first address as a number
     * @param prefixLength 8 to 30
     */
    record Ipv4(int network, int prefixLength) implements ValueRange {

        public Ipv4 {
            if (prefixLength < 8 || prefixLength > 30) {
                throw new IllegalArgumentException("a service range has a prefix of 8 to 30 bits, not " + prefixLength);
            }
        }

        /** From {@code 10.96.0.0/16}. */
        public static Ipv4 parse(String cidr) {
            int slash = cidr.indexOf('/');
            var network = slash < 0 ? null : number(cidr.substring(0, slash));
            if (network == null || !cidr.substring(slash + 1).matches("[0-9]{1,2}")) {
                throw new IllegalArgumentException("\"" + cidr + "\" is not an IPv4 range such as 10.96.0.0/16");
            }
            int prefix = Integer.parseInt(cidr.substring(slash + 1));
            return new Ipv4(network & (int) (-1L << (32 - prefix)), prefix);
        }

        /** The address {@code offset} places after the first. */
        public String address(int offset) {
            return text(network + offset);
        }

        private int size() {
            return 1 << (32 - prefixLength);
        }

        @Override
        public boolean contains(String value) {
            var number = number(value);
            return number != null && number - network > 0 && number - network < size() - 1;
        }

        @Override
        public Optional<String> pick(RandomGenerator random, Predicate<String> free) {
            int usable = size() - 2;
            // As Kubernetes does: a lower band stays for addresses asked for by value, while it can.
            int band = Math.min(Math.max(16, size() / 16), Math.min(256, usable));
            return pick(random, free, band, usable - band).or(() -> pick(random, free, 0, band));
        }

        private Optional<String> pick(RandomGenerator random, Predicate<String> free, int first, int count) {
            int start = count == 0 ? 0 : random.nextInt(count);
            for (int i = 0; i < count; i++) {
                var candidate = address(1 + first + (start + i) % count);
                if (free.test(candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        }

        @Override
        public String rule() {
            return "failed to allocate IP: the provided network does not match the current range";
        }

        @Override
        public String takenText() {
            return "failed to allocate IP: provided IP is already allocated";
        }

        @Override
        public Value shown(String value) {
            return Value.of(value);
        }

        private static @Nullable Integer number(String address) {
            if (!address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
                return null;
            }
            int number = 0;
            for (var part : address.split("\\.")) {
                int octet = Integer.parseInt(part);
                if (octet > 255) {
                    return null;
                }
                number = number << 8 | octet;
            }
            return number;
        }

        private static String text(int number) {
            return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
        }
    }

    /** Ports from {@code first} to {@code last}, both within 1 to 65535. */
    record Ports(int first, int last) implements ValueRange {

        public Ports {
            if (first < 1 || last > 65535 || first > last) {
                throw new IllegalArgumentException("a port range lies within 1 to 65535, not " + first + "-" + last);
            }
        }

        @Override
        public boolean contains(String value) {
            return value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= first && Integer.parseInt(value) <= last;
        }

        @Override
        public Optional<String> pick(RandomGenerator random, Predicate<String> free) {
            int count = last - first + 1;
            int start = random.nextInt(count);
            for (int i = 0; i < count; i++) {
                var candidate = Integer.toString(first + (start + i) % count);
                if (free.test(candidate)) {
                    return Optional.of(candidate);
                }
            }
            return Optional.empty();
        }

        @Override
        public String rule() {
            return "provided port is not in the valid range. The range of valid ports is " + first + "-" + last;
        }

        @Override
        public String takenText() {
            return "provided port is already allocated";
        }

        @Override
        public Value shown(String value) {
            return Value.of(Long.parseLong(value));
        }
    }
}
