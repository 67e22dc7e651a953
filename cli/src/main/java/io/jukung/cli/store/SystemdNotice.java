package io.jukung.cli.store;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells systemd what this process is doing, over the socket it named: datagrams, which the JDK has no unix sockets for. */
public final class SystemdNotice {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotice.class);

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int FAMILY_BYTES = 2;
    /** Of sockaddr_un on Linux. */
    private static final int MAX_PATH_BYTES = 108;

    private SystemdNotice() {}

    /**
     * Sends one notice, such as {@code READY=1}. A failure is logged: whether systemd hears it is not the store's life.
     *
     * @param socket the value of {@code NOTIFY_SOCKET}; a leading {@code @} stands for the abstract name space
     */
    public static void send(String socket, String notice) {
        var path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length >= MAX_PATH_BYTES || !(socket.startsWith("/") || socket.startsWith("@"))) {
            LOG.warn("NOTIFY_SOCKET={} is not a path of a socket: systemd is not told {}", socket, notice);
            return;
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        try (var arena = Arena.ofConfined()) {
            var address = arena.allocate(FAMILY_BYTES + MAX_PATH_BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
            var text = notice.getBytes(StandardCharsets.UTF_8);
            var message = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
            int descriptor = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM, 0);
            if (descriptor < 0) {
                LOG.warn("no socket to tell systemd {}", notice);
                return;
            }
            // A path may end in a zero; a name of the abstract space would be another one with it.
            int length = FAMILY_BYTES + path.length + (path[0] == 0 ? 0 : 1);
            long sent = (long) SEND_TO.invokeExact(descriptor, message, (long) text.length, 0, address, length);
            int closed = (int) CLOSE.invokeExact(descriptor);
            if (sent != text.length || closed != 0) {
                LOG.warn("systemd at {} was not told {}", socket, notice);
            }
        } catch (Throwable e) {
            LOG.warn("systemd at {} was not told {}", socket, notice, e);
        }
    }

    private static final MethodHandle SOCKET =
            function("socket", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle SEND_TO = function(
            "sendto",
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = function("close", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }
}
