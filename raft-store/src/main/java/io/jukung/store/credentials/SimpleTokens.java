package io.jukung.store.credentials;

import io.jukung.store.auth.AuthEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * etcd's simple tokens: {@value #SECRET_LETTERS} random letters, a dot, and the Raft index of the login. Every member learns of a
 * token as it applies the login, and forgets all when it restarts. Kept, like in the log, are hashes: who reads memory or disk
 * cannot log in with them.
 */
public final class SimpleTokens {

    private static final int SECRET_LETTERS = 16;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int MAX_INDEX_DIGITS = 18;

    private record Key(String hash, long index) {}

    private record Session(String user, long usedNanos) {}

    private final long ttlNanos;
    private final int maxTokens;
    /** The one not used for the longest time first. */
    private final Map<Key, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * No token yet.
     *
     * @param ttl a token that is not used for so long is over
     * @param maxTokens when there are more, those not used for the longest time are over
     */
    public SimpleTokens(Duration ttl, int maxTokens) {
        this.ttlNanos = ttl.toNanos();
        this.maxTokens = maxTokens;
    }

    /** The secret part of a new token. */
    public static String newSecret(RandomGenerator secure) {
        StringBuilder letters = new StringBuilder(SECRET_LETTERS);
        for (int i = 0; i < SECRET_LETTERS; i++) {
            letters.append(LETTERS.charAt(secure.nextInt(LETTERS.length())));
        }
        return letters.toString();
    }

    /** What is kept of a secret. */
    public static String hash(String secret) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The Raft index of a token: a member that has not come so far cannot know it yet. Empty if it is no such token. */
    public static OptionalLong indexOf(String token) {
        int dot = token.indexOf('.');
        String digits = token.substring(dot + 1);
        if (dot != SECRET_LETTERS
                || digits.isEmpty()
                || digits.length() > MAX_INDEX_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    /** Follows what was applied. */
    public synchronized void accept(List<AuthEvent> events, long nowNanos) {
        for (AuthEvent event : events) {
            switch (event) {
                case AuthEvent.TokenIssued(String user, String hash, long index) -> {
                    if (!hash.isEmpty()) {
                        sessions.put(new Key(hash, index), new Session(user, nowNanos));
                    }
                }
                case AuthEvent.LoggedOut(String user) ->
                    sessions.values().removeIf(session -> session.user.equals(user));
                case AuthEvent.AllLoggedOut all -> sessions.clear();
            }
        }
        dropOld(nowNanos);
    }

    /** Forgets all: what happened to their users may have been missed. */
    public synchronized void clear() {
        sessions.clear();
    }

    /** Whose token it is; that counts as use. */
    public synchronized Optional<String> user(String token, long nowNanos) {
        OptionalLong index = indexOf(token);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        dropOld(nowNanos);
        Key key = new Key(hash(token.substring(0, SECRET_LETTERS)), index.getAsLong());
        return Optional.ofNullable(sessions.computeIfPresent(key, (same, before) -> new Session(before.user, nowNanos)))
                .map(Session::user);
    }

    private void dropOld(long nowNanos) {
        Iterator<Session> oldest = sessions.values().iterator();
        while (oldest.hasNext()) {
            Session session = oldest.next();
            if (sessions.size() <= maxTokens && nowNanos - session.usedNanos < ttlNanos) {
                return;
            }
            oldest.remove();
        }
    }
}
