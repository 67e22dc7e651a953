package io.jukung.store;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.PutRequest;
import io.jukung.proto.etcd.RangeRequest;
import io.jukung.proto.etcd.RangeResponse;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Keys and values of one member as text. */
final class Kv {

    private final KVGrpc.KVBlockingStub stub;

    Kv(StoreMember member) {
        this(member.inProcessChannel());
    }

    Kv(Channel channel) {
        stub = KVGrpc.newBlockingStub(channel);
    }

    private KVGrpc.KVBlockingStub stub() {
        return stub.withDeadlineAfter(15, TimeUnit.SECONDS);
    }

    /** The revision it was written at. */
    long put(String key, String value) {
        return stub().put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build())
                .getHeader()
                .getRevision();
    }

    Optional<String> get(String key) {
        return range(key, false).getKvsList().stream()
                .map(found -> found.getValue().toStringUtf8())
                .findFirst();
    }

    Optional<String> getLocally(String key) {
        return range(key, true).getKvsList().stream()
                .map(found -> found.getValue().toStringUtf8())
                .findFirst();
    }

    private RangeResponse range(String key, boolean serializable) {
        return stub().range(RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setSerializable(serializable)
                .build());
    }
}
