package io.jukung.store.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.jukung.testing.ShortFuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies of the gateway: of any bytes a message that comes back from its JSON as it was, or an error for the client. */
class ProtoJsonFuzzTest {

    private static final int SHORT = 40_000;
    private static final int MAX_BYTES = 1 << 16;
    private static final ProtoJson JSON = new ProtoJson(MAX_BYTES);

    /** What may be sent to any path, in a fixed order; the first byte of an input chooses one. */
    private static final List<Message> REQUESTS = new TreeMap<>(GatewayMethods.BY_PATH)
            .values().stream()
                    .map(method ->
                            (Message) ((PrototypeMarshaller<?>) method.getRequestMarshaller()).getMessagePrototype())
                    .distinct()
                    .toList();

    static Stream<byte[]> seeds() {
        List<String> bodies = List.of(
                "",
                "{}",
                "null",
                "{\"key\":\"YQ==\",\"range_end\":\"AA\",\"limit\":\"7\",\"revision\":1e3,\"sort_order\":\"DESCEND\","
                        + "\"sortTarget\":2,\"keys_only\":true}",
                "{\"compare\":[{\"key\":\"_-8\",\"target\":\"VALUE\",\"value\":\"YQ\",\"result\":1}],"
                        + "\"success\":[{\"request_put\":{\"key\":\"YQ\",\"value\":\"Yg\"}},{\"request_txn\":{}}]}",
                "{\"create_request\":{\"key\":\"YQ\",\"filters\":[\"NOPUT\",1],\"start_revision\":\"-1\"}} {}",
                "{\"ID\":\"18446744073709551615\",\"TTL\":-5,\"peerURLs\":[\"http://a:1\"],\"isLearner\":false}",
                "{\"name\":\"\\ud83d\\ude00\",\"password\":null,\"options\":{\"no_password\":true}}",
                "{\"perm\":{\"permType\":\"READWRITE\",\"key\":\"\"}}");
        return java.util.stream.IntStream.range(0, REQUESTS.size())
                .boxed()
                .flatMap(request -> bodies.stream().map(body -> {
                    byte[] json = body.getBytes(StandardCharsets.UTF_8);
                    byte[] input = new byte[1 + json.length];
                    input[0] = request.byteValue();
                    System.arraycopy(json, 0, input, 1, json.length);
                    return input;
                }));
    }

    @MethodSource("seeds")
    @FuzzTest
    void body(byte[] bytes) throws BadJsonException {
        if (bytes.length == 0) {
            return;
        }
        Message prototype = REQUESTS.get(Byte.toUnsignedInt(bytes[0]) % REQUESTS.size());
        byte[] json = Arrays.copyOfRange(bytes, 1, bytes.length);
        Message read;
        try {
            read = JSON.read(json, json.length, prototype);
        } catch (BadJsonException told) {
            assertThat(told.getMessage()).isNotEmpty().hasSizeLessThan(1000);
            return;
        }
        byte[] written = ProtoJson.write(read);
        assertThat(JSON.read(written, written.length, prototype)).isEqualTo(read);
    }

    @Test
    void inEveryBuild() {
        ShortFuzz.run(getClass(), seeds().toList(), SHORT, this::body);
    }
}
