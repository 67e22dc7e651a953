package io.jukung.api.server.authn;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.jukung.api.model.codec.Json;
import io.jukung.api.model.tree.ListValue;
import io.jukung.api.model.tree.ObjectValue;
import io.jukung.api.server.pki.KeyPairs;
import io.jukung.api.server.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Signs and reads service-account tokens: JWTs (RS256) with Kubernetes' claims. */
public final class TokenIssuer {

    private final PrivateKey key;
    private final RSAPublicKey publicKey;
    private final RSAKey webKey;
    private final String issuer;

    /**
     * With the cluster's key.
     *
     * @param keyFile RSA key in PEM
     */
    public TokenIssuer(Path keyFile, String issuer) {
        this.key = Pem.privateKey(keyFile);
        this.publicKey = KeyPairs.publicOf(key);
        this.issuer = issuer;
        try {
            this.webKey = new RSAKey.Builder(publicKey)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint()
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * What a token is to say.
     *
     * @param audiences for whom it is; empty: this API server
     */
    public record Request(
            String namespace,
            String account,
            String accountUid,
            List<String> audiences,
            Duration life,
            Optional<BoundObject> bound) {

        public Request {
            audiences = List.copyOf(audiences);
        }
    }

    /**
     * An object with which the token ends.
     *
     * @param node where a pod runs; "" for none
     */
    public record BoundObject(String kind, String name, String uid, String node) {}

    /** A signed token. */
    public record Issued(String token, List<String> audiences, Instant expires) {

        public Issued {
            audiences = List.copyOf(audiences);
        }
    }

    /** What a valid token said. */
    public record Claims(
            String namespace,
            String account,
            String accountUid,
            Optional<BoundObject> bound,
            String id,
            List<String> audiences) {

        public Claims {
            audiences = List.copyOf(audiences);
        }
    }

    /** The audience of tokens for this API server. */
    public String audience() {
        return issuer;
    }

    public Issued issue(Request request, Instant now) {
        var audiences = request.audiences().isEmpty() ? List.of(issuer) : request.audiences();
        var expires = now.plus(request.life());
        var kubernetes = new LinkedHashMap<String, Object>();
        kubernetes.put("namespace", request.namespace());
        request.bound().ifPresent(bound -> {
            kubernetes.put(bound.kind().toLowerCase(Locale.ROOT), Map.of("name", bound.name(), "uid", bound.uid()));
            if (!bound.node().isEmpty()) {
                kubernetes.put("node", Map.of("name", bound.node()));
            }
        });
        kubernetes.put("serviceaccount", Map.of("name", request.account(), "uid", request.accountUid()));
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("system:serviceaccount:" + request.namespace() + ":" + request.account())
                .audience(audiences)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .jwtID(UUID.randomUUID().toString())
                .claim("kubernetes.io", kubernetes)
                .build();
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(webKey.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the service-account key cannot sign", e);
        }
        return new Issued(token.serialize(), audiences, expires);
    }

    /** What the token says, for whomever it is; empty where it is not ours or not valid now. */
    public Optional<Claims> read(String token, Instant now) {
        try {
            var parsed = SignedJWT.parse(token);
            if (!JWSAlgorithm.RS256.equals(parsed.getHeader().getAlgorithm())
                    || !parsed.verify(new RSASSAVerifier(publicKey))) {
                return Optional.empty();
            }
            var claims = parsed.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            var notBefore = claims.getNotBeforeTime();
            boolean valid = issuer.equals(claims.getIssuer())
                    && expires != null
                    && now.isBefore(expires.toInstant())
                    && (notBefore == null || !now.isBefore(notBefore.toInstant()));
            return valid ? Optional.of(claims(claims)) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Claims claims(JWTClaimsSet claims) throws ParseException {
        var tree = Json.readObject(claims.toString().getBytes(StandardCharsets.UTF_8));
        var kubernetes = tree.object("kubernetes.io");
        Optional<BoundObject> bound = Optional.empty();
        for (var kind : List.of("Pod", "Secret")) {
            var object = kubernetes.object(kind.toLowerCase(Locale.ROOT));
            if (!object.isEmpty()) {
                bound = Optional.of(new BoundObject(
                        kind, object.text("name"), object.text("uid"), kubernetes.text("node", "name")));
            }
        }
        var node = kubernetes.object("node");
        if (bound.isEmpty() && !node.text("uid").isEmpty()) {
            bound = Optional.of(new BoundObject("Node", node.text("name"), node.text("uid"), ""));
        }
        return new Claims(
                kubernetes.text("namespace"),
                kubernetes.text("serviceaccount", "name"),
                kubernetes.text("serviceaccount", "uid"),
                bound,
                claims.getJWTID() == null ? "" : claims.getJWTID(),
                claims.getAudience());
    }

    /** The public key as a JSON Web Key Set. */
    public ObjectValue keySet() {
        var key = Json.readObject(webKey.toJSONString().getBytes(StandardCharsets.UTF_8));
        return ObjectValue.of("keys", ListValue.of(key));
    }
}
