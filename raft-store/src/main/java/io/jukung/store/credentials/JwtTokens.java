package io.jukung.store.credentials;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.jukung.store.auth.AuthSettings.Tokens;
import io.jukung.store.auth.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON web tokens with etcd's claims {@code username}, {@code revision} and {@code exp}. Keys are rotated by writing the files;
 * files that cannot be used leave the keys before in place.
 */
public final class JwtTokens {

    private static final Logger LOG = LoggerFactory.getLogger(JwtTokens.class);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MAX_REMEMBERED = 1024;
    private static final int MAX_CHARACTERS = 8192;

    private record Verified(Requester.User user, Instant expires) {}

    private final Tokens.Jwt settings;
    private List<FileTime> seen;
    private Instant looked = Instant.MIN;
    private JwtKeys keys;
    /** Tokens whose signature was found good, the one not used for the longest time first. */
    private final Map<String, Verified> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /**
     * Reads the keys.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public JwtTokens(Tokens.Jwt settings) throws IOException {
        this.settings = settings;
        this.seen = times();
        this.keys = JwtKeys.read(settings);
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : new Path[] {settings.privateKey(), settings.publicKey()}) {
            if (file != null) {
                times.add(Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    private synchronized JwtKeys keys(Instant now) {
        if (Duration.between(looked, now).abs().compareTo(LOOK) < 0) {
            return keys;
        }
        looked = now;
        try {
            List<FileTime> times = times();
            if (!times.equals(seen)) {
                keys = JwtKeys.read(settings);
                seen = times;
                remembered.clear();
                LOG.info("reloaded the keys of auth-token");
            }
        } catch (IOException e) {
            LOG.warn("cannot use the changed keys of auth-token, the ones before stay in use: {}", e.getMessage());
        }
        return keys;
    }

    /** A token for a user whose password was right; empty if this member has no key to sign with. */
    public Optional<String> issue(Requester.User user, Instant now) {
        JwtKeys current = keys(now);
        if (current.signer() == null) {
            return Optional.empty();
        }
        var token = new SignedJWT(
                new JWSHeader.Builder(current.algorithm())
                        .type(com.nimbusds.jose.JOSEObjectType.JWT)
                        .build(),
                new JWTClaimsSet.Builder()
                        .claim("username", user.name())
                        .claim("revision", user.authRevision())
                        .expirationTime(Date.from(now.plus(settings.ttl())))
                        .build());
        try {
            token.sign(current.signer());
            return Optional.of(token.serialize());
        } catch (JOSEException e) {
            throw new IllegalStateException("signing with the keys of auth-token", e);
        }
    }

    /** Whose token it is, if it is good. */
    public Optional<Requester.User> user(String token, Instant now) {
        JwtKeys current = keys(now);
        if (token.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        synchronized (this) {
            Verified known = remembered.get(token);
            if (known != null) {
                return now.isBefore(known.expires) ? Optional.of(known.user) : Optional.empty();
            }
        }
        Optional<Verified> verified = verify(current, token, now);
        verified.ifPresent(good -> {
            synchronized (this) {
                if (current.equals(keys)) {
                    remembered.put(token, good);
                }
            }
        });
        return verified.map(Verified::user);
    }

    private static Optional<Verified> verify(JwtKeys keys, String token, Instant now) {
        try {
            SignedJWT parsed = SignedJWT.parse(token);
            if (!parsed.getHeader().getAlgorithm().equals(keys.algorithm()) || !parsed.verify(keys.verifier())) {
                return Optional.empty();
            }
            JWTClaimsSet claims = parsed.getJWTClaimsSet();
            String name = claims.getStringClaim("username");
            Long revision = claims.getLongClaim("revision");
            Date expires = claims.getExpirationTime();
            Date notBefore = claims.getNotBeforeTime();
            if (name == null
                    || name.isEmpty()
                    || revision == null
                    || revision <= 0
                    || (expires != null && !now.isBefore(expires.toInstant()))
                    || (notBefore != null && now.isBefore(notBefore.toInstant()))) {
                return Optional.empty();
            }
            return Optional.of(new Verified(
                    new Requester.User(name, revision), expires == null ? Instant.MAX : expires.toInstant()));
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
