package io.jukung.chaos.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The classes the tests run with, as bytes. */
final class ClassPath {

    private ClassPath() {}

    static Optional<byte[]> bytes(String type) {
        try (var in = ClassPath.class.getClassLoader().getResourceAsStream(type.replace('.', '/') + ".class")) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
