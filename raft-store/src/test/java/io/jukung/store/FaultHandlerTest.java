package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.FlushJobInfo;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** A member that stops for a fault is gone at once, whatever its threads are at. */
class FaultHandlerTest {

    private static final int EXIT_CODE = 70;

    @TempDir
    private Path directory;

    /** A process with a fault while RocksDB calls into Java, as it does where a flush has failed too. */
    static final class BusyProcess {

        private BusyProcess() {}

        public static void main(String[] arguments) throws Exception {
            RocksDB.loadLibrary();
            var called = new CountDownLatch(1);
            var never = new CountDownLatch(1);
            AbstractEventListener listener = new AbstractEventListener() {
                @Override
                public void onFlushBegin(RocksDB db, FlushJobInfo flush) {
                    called.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            var options = new Options().setCreateIfMissing(true).setListeners(List.of(listener));
            var db = RocksDB.open(options, arguments[0]);
            db.put(new byte[] {1}, new byte[] {2});
            db.flush(new FlushOptions().setWaitForFlush(false));
            called.await();
            FaultHandler.haltProcess().onFault("trying this out", new IOException("a disk that fails"));
        }
    }

    @Test
    void aProcessEndsAlthoughRocksDbIsCallingJava() throws Exception {
        var log = directory.resolve("log").toFile();
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyProcess.class.getName(),
                        directory.resolve("db").toString())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(EXIT_CODE);
            assertThat(log).content().contains("store fault: trying this out");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
