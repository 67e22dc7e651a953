package io.jukung.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.junit.Lifecycle;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.lock.LockGrpc;
import io.jukung.proto.store.v1.SettingsGrpc;
import io.jukung.store.apply.RandomRequests;
import io.jukung.testing.ShortFuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method of a running member with any bytes as its request: a response, or an error in the words of the API. */
class HandlersFuzzTest {

    private static final int SHORT = 4_000;
    private static final int PATIENCE_SECONDS = 20;
    private static final int MILLIS_OF_A_STREAM = 30;

    /** A fuzzed request to these would end the only member, or lock all others out; what they check has tests of its own. */
    private static final Set<String> NOT_FUZZED = Set.of(
            ClusterGrpc.getMemberAddMethod().getFullMethodName(),
            ClusterGrpc.getMemberUpdateMethod().getFullMethodName(),
            AuthGrpc.getAuthEnableMethod().getFullMethodName(),
            SettingsGrpc.getSetMethod().getFullMethodName());

    /** These wait for others, or for the client, or for ever. */
    private static final Set<String> WAIT = Set.of(
            LockGrpc.getLockMethod().getFullMethodName(),
            ElectionGrpc.getCampaignMethod().getFullMethodName());

    private static final List<MethodDescriptor<?, ?>> METHODS = Stream.of(
                    KVGrpc.getServiceDescriptor(),
                    WatchGrpc.getServiceDescriptor(),
                    LeaseGrpc.getServiceDescriptor(),
                    ClusterGrpc.getServiceDescriptor(),
                    MaintenanceGrpc.getServiceDescriptor(),
                    AuthGrpc.getServiceDescriptor(),
                    LockGrpc.getServiceDescriptor(),
                    ElectionGrpc.getServiceDescriptor(),
                    SettingsGrpc.getServiceDescriptor())
            .flatMap(service -> service.getMethods().stream())
            .filter(method -> !NOT_FUZZED.contains(method.getFullMethodName()))
            .sorted(Comparator.comparing(MethodDescriptor::getFullMethodName))
            .toList();

    /** Nothing that a client sends makes a member answer with another. */
    private static final Set<Status.Code> FOR_CLIENTS = EnumSet.complementOf(EnumSet.of(Status.Code.DATA_LOSS));

    private static final Marshaller<byte[]> BYTES = new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    @TempDir
    static Path directory;

    private static TestCluster cluster;
    private static ManagedChannel channel;

    @BeforeAll
    static void start() throws Exception {
        // Passwords are hashed in no time.
        var authentication = new Authentication("simple", Authentication.DEFAULT.tokenTtl(), 4);
        cluster = TestCluster.start(directory, 1, config -> config.with(authentication));
        channel = Grpc.newChannelBuilder(cluster.endpoint("m1"), InsecureChannelCredentials.create())
                .build();
    }

    @AfterAll
    static void stop() {
        channel.shutdownNow();
        cluster.close();
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        return (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype();
    }

    /** For each method an empty request and some that fit; the first byte chooses the method. */
    static Stream<byte[]> seeds() {
        var random = new RandomRequests(7);
        var requests = Stream.generate(() -> random.next(5)).limit(60).toList();
        return IntStream.range(0, METHODS.size())
                .boxed()
                .flatMap(number -> Stream.concat(
                        Stream.of(new byte[] {number.byteValue()}),
                        requests.stream()
                                .filter(request -> request.getDescriptorForType()
                                        .equals(prototype(METHODS.get(number)).getDescriptorForType()))
                                .map(request -> {
                                    byte[] bytes = request.toByteArray();
                                    byte[] input = new byte[1 + bytes.length];
                                    input[0] = number.byteValue();
                                    System.arraycopy(bytes, 0, input, 1, bytes.length);
                                    return input;
                                })));
    }

    @MethodSource("seeds")
    @FuzzTest(lifecycle = Lifecycle.PER_TEST)
    void request(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        var method = METHODS.get(Byte.toUnsignedInt(input[0]) % METHODS.size());
        byte[] request = Arrays.copyOfRange(input, 1, input.length);
        if (stopsEverything(method, request)) {
            return;
        }
        var status = call(method, request);
        var told = method.getFullMethodName() + ": " + status;
        assertThat(status.getCode()).as(told).isIn(FOR_CLIENTS);
        if (status.getDescription() != null) {
            assertThat(status.getDescription())
                    .as(told)
                    .doesNotContain("Exception")
                    .doesNotContain("java.")
                    .doesNotContain("Application error");
        }
    }

    /** An alarm for corruption, which nothing but root's disarming ends. */
    private static boolean stopsEverything(MethodDescriptor<?, ?> method, byte[] request) {
        try {
            return method.equals(MaintenanceGrpc.getAlarmMethod())
                    && AlarmRequest.parseFrom(request).getAction() != AlarmRequest.AlarmAction.GET;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static Status call(MethodDescriptor<?, ?> method, byte[] request) throws Exception {
        boolean waits =
                method.getType() != MethodDescriptor.MethodType.UNARY || WAIT.contains(method.getFullMethodName());
        var options = waits
                ? CallOptions.DEFAULT.withDeadlineAfter(MILLIS_OF_A_STREAM, TimeUnit.MILLISECONDS)
                : CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
        ClientCall<byte[], byte[]> call =
                channel.newCall(method.toBuilder(BYTES, BYTES).setSafe(false).build(), options);
        var ended = new CompletableFuture<Status>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] response) {
                        try {
                            ((Message) ((PrototypeMarshaller<?>) method.getResponseMarshaller()).getMessagePrototype())
                                    .getParserForType()
                                    .parseFrom(response);
                        } catch (InvalidProtocolBufferException e) {
                            ended.completeExceptionally(e);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1_000_000);
        call.sendMessage(request);
        call.halfClose();
        var status = ended.get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!waits) {
            assertThat(status.getCode())
                    .as(method.getFullMethodName() + " is answered in time")
                    .isNotEqualTo(Status.Code.DEADLINE_EXCEEDED);
        }
        return status;
    }

    @Test
    void inEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::request);
    }
}
