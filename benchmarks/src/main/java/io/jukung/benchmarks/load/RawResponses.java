package io.jukung.benchmarks.load;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Counts a response's entries instead of making objects of them: the generator shares the machine with what it measures. */
record RawResponses(int repeatedField) implements Marshaller<Integer> {

    /** The method, answering with how often {@code repeatedField} occurs. */
    static <Q> MethodDescriptor<Q, Integer> counting(MethodDescriptor<Q, ?> method, int repeatedField) {
        return method.toBuilder(method.getRequestMarshaller(), new RawResponses(repeatedField))
                .build();
    }

    @Override
    public InputStream stream(Integer count) {
        throw new UnsupportedOperationException("only received");
    }

    @Override
    public Integer parse(InputStream response) {
        try {
            var in = CodedInputStream.newInstance(response);
            in.setSizeLimit(Integer.MAX_VALUE);
            int count = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == repeatedField) {
                    count++;
                }
                in.skipField(tag);
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException("a response that is no message", e);
        }
    }
}
