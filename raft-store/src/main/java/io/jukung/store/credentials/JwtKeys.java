package io.jukung.store.credentials;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import io.jukung.store.auth.AuthSettings.SignMethod;
import io.jukung.store.auth.AuthSettings.Tokens;
import io.jukung.store.pem.PemKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.jspecify.annotations.Nullable;

/**
 * The keys of JSON web tokens, from files as etcd takes them: PKCS#1, PKCS#8 and SEC 1 for private keys, a public key or a
 * certificate for public ones, the bytes of the file as they are for HS.
 *
 * @param signer null: tokens are only verified
 */
record JwtKeys(JWSAlgorithm algorithm, @Nullable JWSSigner signer, JWSVerifier verifier) {

    /** Reads the files. */
    static JwtKeys read(Tokens.Jwt settings) throws IOException {
        SignMethod method = settings.method();
        JWSAlgorithm algorithm = JWSAlgorithm.parse(method.toString());
        Path privateFile = settings.privateKey();
        Path publicFile = settings.publicKey();
        try {
            if (method.isSymmetric() && privateFile != null) {
                byte[] secret = Files.readAllBytes(privateFile);
                return new JwtKeys(algorithm, new MACSigner(secret), new MACVerifier(secret));
            }
            KeyPair keys = new KeyPair(null, null);
            if (privateFile != null) {
                keys = pair(privateFile);
                if (keys.secret == null) {
                    throw new IOException("auth-token: priv-key " + privateFile + " holds no private key");
                }
            }
            if (publicFile != null) {
                KeyPair read = pair(publicFile);
                PublicKey given = read.open;
                if (given == null || read.secret != null) {
                    throw new IOException("auth-token: pub-key " + publicFile + " holds no public key");
                }
                if (keys.open != null && !keys.open.equals(given)) {
                    throw new IOException("auth-token: pub-key " + publicFile + " is not that of priv-key");
                }
                keys = new KeyPair(keys.secret, given);
            }
            return of(method, algorithm, keys);
        } catch (JOSEException | IllegalArgumentException e) {
            throw new IOException("auth-token: the keys do not suit sign-method " + method + ": " + e.getMessage(), e);
        }
    }

    private record KeyPair(
            @Nullable PrivateKey secret, @Nullable PublicKey open) {}

    private static JwtKeys of(SignMethod method, JWSAlgorithm algorithm, KeyPair keys)
            throws IOException, JOSEException {
        if (keys.open == null) {
            throw new IOException("auth-token: EdDSA with a priv-key of this form needs pub-key too");
        }
        JWSSigner signer = keys.secret == null
                ? null
                : switch (keys.secret) {
                    case RSAPrivateKey rsa -> new RSASSASigner(rsa);
                    case ECPrivateKey ec -> new ECDSASigner(ec);
                    case EdECPrivateKey ed -> new EdDsa.Signer(ed);
                    default -> throw new IOException("auth-token: priv-key is of an unknown kind");
                };
        JWSVerifier verifier = switch (keys.open) {
            case RSAPublicKey rsa -> new RSASSAVerifier(rsa);
            case ECPublicKey ec -> new ECDSAVerifier(ec);
            case EdECPublicKey ed -> new EdDsa.Verifier(ed);
            default -> throw new IOException("auth-token: pub-key is of an unknown kind");
        };
        if (!verifier.supportedJWSAlgorithms().contains(algorithm)
                || (signer != null && !signer.supportedJWSAlgorithms().contains(algorithm))) {
            throw new IOException("auth-token: the keys do not suit sign-method " + method);
        }
        return new JwtKeys(algorithm, signer, verifier);
    }

    private static KeyPair pair(Path file) throws IOException {
        try {
            return PemKey.first(file, PemKey.class, JwtKeys::pair)
                    .orElseThrow(() -> new IOException(file + " holds no key in PEM"));
        } catch (IOException e) {
            throw new IOException("auth-token: " + e.getMessage(), e);
        }
    }

    /** Not every file has the public half, and where it does it need not be that of the private one. */
    private static KeyPair pair(PemKey key) throws IOException, GeneralSecurityException {
        return switch (key) {
            case PemKey.Private secret -> new KeyPair(secret.key(), open(secret));
            case PemKey.Public open -> new KeyPair(null, open.key());
        };
    }

    /** What verifies the signatures of a private key. */
    private static PublicKey open(PemKey.Private secret) throws IOException, GeneralSecurityException {
        if (secret.key() instanceof RSAPrivateCrtKey rsa) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        var open = switch (PrivateKeyFactory.createKey(secret.info())) {
            case ECPrivateKeyParameters ec ->
                new ECPublicKeyParameters(ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
            case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
            default -> throw new GeneralSecurityException("unknown kind of private key");
        };
        return new PemKey.Public(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(open)).key();
    }
}
