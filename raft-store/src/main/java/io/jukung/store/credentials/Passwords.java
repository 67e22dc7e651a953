package io.jukung.store.credentials;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * bcrypt, as etcd uses it, on few threads and with a bounded queue: however many log in, the member goes on. Fails with a
 * {@link RejectedExecutionException} when too many wait.
 */
public final class Passwords implements AutoCloseable {

    /** bcrypt looks at no more; a longer one is refused rather than cut. */
    public static final int MAX_BYTES = 72;

    private static final int MAX_WAITING = 128;
    private static final int SALT_BYTES = 16;
    private static final String VERSION = "2a";
    private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(0[4-9]|[12]\\d|3[01])\\$[./A-Za-z0-9]{53}");

    private final int cost;
    private final SecureRandom random;
    private final ThreadPoolExecutor threads;
    /** Of no password anybody has: for users that do not exist, so that they take as long as others. */
    private final String nobodysHash;

    /**
     * Hashes at this cost.
     *
     * @param cost 4 to 31; each step doubles the time
     */
    public Passwords(int cost, SecureRandom random) {
        this.cost = cost;
        this.random = random;
        int processors = Runtime.getRuntime().availableProcessors();
        threads = new ThreadPoolExecutor(
                Math.max(1, processors / 2),
                Math.max(1, processors / 2),
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().daemon().name("store-password-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        nobodysHash = "$2a$" + (cost < 10 ? "0" : "") + cost + "$" + ".".repeat(21) + "u" + ".".repeat(31);
    }

    /** Whether bcrypt would have to cut it. */
    public static boolean isTooLong(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    /** The hash to store for a password that is not too long. */
    public CompletableFuture<String> hash(String password) {
        return run(() -> {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            byte[] bytes = bytes(password);
            try {
                return OpenBSDBCrypt.generate(VERSION, bytes, salt, cost);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        });
    }

    /** Whether a password has this hash; no password has what is no hash. */
    public CompletableFuture<Boolean> fits(String hash, String password) {
        return HASH.matcher(hash).matches() ? run(() -> matches(hash, password)) : fitsNobody(password);
    }

    /** False, after the time that {@link #fits} takes. */
    public CompletableFuture<Boolean> fitsNobody(String password) {
        return run(() -> matches(nobodysHash, password)).thenApply(never -> false);
    }

    private static boolean matches(String hash, String password) {
        byte[] bytes = bytes(password);
        try {
            return OpenBSDBCrypt.checkPassword(hash, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** What bcrypt looks at. */
    private static byte[] bytes(String password) {
        byte[] all = password.getBytes(StandardCharsets.UTF_8);
        return all.length > MAX_BYTES ? Arrays.copyOf(all, MAX_BYTES) : all;
    }

    private <T> CompletableFuture<T> run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
