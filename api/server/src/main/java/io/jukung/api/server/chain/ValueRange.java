package io.jukung.api.server.chain;

import io.jukung.api.model.net.Ipv4Address;
import io.jukung.api.model.net.Ipv4Range;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.Value;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** A range of addresses or ports to hand out. */
public sealed interface ValueRange {

    boolean contains(String value);

    /** A value of the range that is free, at random; empty where none is. */
    Optional<String> pick(RandomGenerator random, Predicate<String> free);

    /** A value that shows, in the answer to a dry run, that one would be given: it need not be free. */
    Optional<String> example(RandomGenerator random, Predicate<String> unused);

    /** What an error says of this value outside the range. */
    String rule(String value);

    /** What an error says of this value, that another has. */
    String takenText(String value);

    /** The value as an error shows it. */
    Value shown(String value);

    /**
     * IPv4 addresses of a range, its first (network) and last (broadcast) left out.
     *
     * @param range with a prefix of 8 to 30 bits
     */
    record Ipv4(Ipv4Range range) implements ValueRange {

        public Ipv4 {
            if (range.prefix() < 8 || range.prefix() > 30) {
                throw new IllegalArgumentException(
                        "a service range has a prefix of 8 to 30 bits, not " + range.prefix());
            }
        }

        /** The address {@code offset} places after the first. */
        public String address(int offset) {
            return range.address(offset).toString();
        }

        private int size() {
            return (int) range.size();
        }

        @Override
        public boolean contains(String value) {
            if (!Ipv4Address.isValid(value)) {
                return false;
            }
            long index = range.indexOf(Ipv4Address.parse(value));
            return index > 0 && index < size() - 1;
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
        public Optional<String> example(RandomGenerator random, Predicate<String> unused) {
            return Optional.of(address(0));
        }

        @Override
        public String rule(String value) {
            return "failed to allocate IP " + value + ": the provided IP (" + value
                    + ") is not in the valid range. The range of valid IPs is " + range;
        }

        @Override
        public String takenText(String value) {
            return "failed to allocate IP " + value + ": provided IP is already allocated";
        }

        @Override
        public Value shown(String value) {
            return ListValue.of(Value.of(value));
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
        public Optional<String> example(RandomGenerator random, Predicate<String> unused) {
            return pick(random, unused);
        }

        @Override
        public String rule(String value) {
            return "provided port is not in the valid range. The range of valid ports is " + first + "-" + last;
        }

        @Override
        public String takenText(String value) {
            return "provided port is already allocated";
        }

        @Override
        public Value shown(String value) {
            return Value.of(Long.parseLong(value));
        }
    }
}
