package io.jukung.store.auth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How users prove who they are; the fields are etcd's flags of the same names.
 *
 * @param tokens {@code auth-token} and {@code auth-token-ttl}: what a user gets for its password
 * @param bcryptCost {@code bcrypt-cost}: two to the power of it are the rounds of a password's hash; 4 to 31
 */
public record AuthSettings(Tokens tokens, int bcryptCost) {

    private static final int MIN_COST = 4;
    private static final int MAX_COST = 31;

    public AuthSettings {
        if (bcryptCost < MIN_COST || bcryptCost > MAX_COST) {
            throw new IllegalArgumentException(
                    "bcrypt-cost: must be " + MIN_COST + " to " + MAX_COST + ", is " + bcryptCost);
        }
    }

    /**
     * The settings of etcd's flags.
     *
     * @param authToken {@code simple}, or {@code jwt,sign-method=RS256,priv-key=FILE,pub-key=FILE,ttl=10m}
     * @param authTokenTtl of simple tokens
     * @throws IllegalArgumentException naming the flag and what was expected
     */
    public static AuthSettings parse(String authToken, Duration authTokenTtl, int bcryptCost) {
        return new AuthSettings(Tokens.parse(authToken, authTokenTtl), bcryptCost);
    }

    /** The kinds of tokens. */
    public sealed interface Tokens {

        /**
         * Random ones that every member keeps in memory.
         *
         * @param ttl since it was last used
         */
        record Simple(Duration ttl) implements Tokens {
            public Simple {
                if (ttl.toSeconds() < 1) {
                    throw new IllegalArgumentException(
                            "auth-token-ttl: must be at least one second, is " + ttl.toSeconds());
                }
            }
        }

        /**
         * Signed ones that no member keeps. The files are read again when they change.
         *
         * @param method how they are signed
         * @param publicKey PEM, optional beside a private key
         * @param privateKey PEM, or the secret itself for HS; without it tokens are only verified
         * @param ttl since it was issued
         */
        record Jwt(
                SignMethod method,
                @Nullable Path publicKey,
                @Nullable Path privateKey,
                Duration ttl) implements Tokens {

            public Jwt {
                if (!ttl.isPositive()) {
                    throw new IllegalArgumentException("auth-token: ttl must be positive, is " + ttl);
                }
                if (method.isSymmetric() ? privateKey == null : privateKey == null && publicKey == null) {
                    throw new IllegalArgumentException("auth-token: sign-method " + method + " needs "
                            + (method.isSymmetric() ? "priv-key" : "priv-key or pub-key"));
                }
            }
        }

        private static Tokens parse(String authToken, Duration simpleTtl) {
            String[] parts = authToken.split(",", -1);
            return switch (parts[0]) {
                case "simple" -> {
                    if (parts.length > 1) {
                        throw new IllegalArgumentException("auth-token: simple takes no options, has " + authToken);
                    }
                    yield new Simple(simpleTtl);
                }
                case "jwt" -> jwt(options(parts));
                default ->
                    throw new IllegalArgumentException(
                            "auth-token: must be simple, or jwt with its options, is " + parts[0]);
            };
        }

        private static Map<String, String> options(String[] parts) {
            Set<String> known = Set.of("sign-method", "pub-key", "priv-key", "ttl");
            Map<String, String> options = new LinkedHashMap<>();
            for (String part : Arrays.asList(parts).subList(1, parts.length)) {
                String[] pair = part.split("=", 2);
                if (pair.length != 2 || pair[1].isEmpty()) {
                    throw new IllegalArgumentException("auth-token: " + part + " is not of the form OPTION=VALUE");
                }
                if (!known.contains(pair[0])) {
                    throw new IllegalArgumentException("auth-token: unknown option " + pair[0] + ", jwt knows "
                            + known.stream().sorted().collect(Collectors.joining(", ")));
                }
                if (options.put(pair[0], pair[1]) != null) {
                    throw new IllegalArgumentException("auth-token: " + pair[0] + " is given twice");
                }
            }
            return options;
        }

        private static Tokens jwt(Map<String, String> options) {
            String method = options.get("sign-method");
            if (method == null) {
                throw new IllegalArgumentException("auth-token: jwt needs sign-method, one of " + SignMethod.names());
            }
            String ttl = options.get("ttl");
            return new Jwt(
                    SignMethod.parse(method),
                    Optional.ofNullable(options.get("pub-key")).map(Path::of).orElse(null),
                    Optional.ofNullable(options.get("priv-key")).map(Path::of).orElse(null),
                    ttl == null ? Duration.ofMinutes(5) : duration(ttl));
        }

        private static Duration duration(String go) {
            try {
                Duration parsed = Duration.ZERO;
                var part = Pattern.compile("(\\d+)(ms|[hms])").matcher(go);
                int at = 0;
                while (at < go.length() && part.find(at) && part.start() == at) {
                    long number = Long.parseLong(part.group(1));
                    parsed = parsed.plus(
                            switch (part.group(2)) {
                                case "h" -> Duration.ofHours(number);
                                case "m" -> Duration.ofMinutes(number);
                                case "s" -> Duration.ofSeconds(number);
                                default -> Duration.ofMillis(number);
                            });
                    at = part.end();
                }
                if (at == go.length()) {
                    return parsed;
                }
            } catch (NumberFormatException | ArithmeticException tooLarge) {
                // Said below.
            }
            throw new IllegalArgumentException("auth-token: ttl must be like 10m or 1h30m, is " + go);
        }
    }

    /** Signatures of JSON web tokens. */
    public enum SignMethod {
        RS256,
        RS384,
        RS512,
        PS256,
        PS384,
        PS512,
        ES256,
        ES384,
        ES512,
        HS256,
        HS384,
        HS512,
        EDDSA;

        /** Whether the same secret signs and verifies. */
        public boolean isSymmetric() {
            return name().startsWith("HS");
        }

        /** As JSON web tokens and etcd's flag spell it. */
        @Override
        public String toString() {
            return this == EDDSA ? "EdDSA" : name();
        }

        private static String names() {
            return Arrays.stream(values()).map(SignMethod::toString).collect(Collectors.joining(", "));
        }

        private static SignMethod parse(String name) {
            return Arrays.stream(values())
                    .filter(method -> method.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "auth-token: sign-method must be one of " + names() + ", is " + name));
        }
    }
}
