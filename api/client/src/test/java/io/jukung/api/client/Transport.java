package io.jukung.api.client;

import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.jukung.api.client.fake.GrpcApi;
import io.jukung.api.client.fake.InMemoryApi;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How a test reaches the API. */
enum Transport {
    DIRECT {
        @Override
        Connection connect(InMemoryApi api) {
            return new Connection(api, () -> {});
        }
    },
    GRPC {
        @Override
        Connection connect(InMemoryApi api) {
            var name = InProcessServerBuilder.generateName();
            try {
                var server = InProcessServerBuilder.forName(name)
                        .addService(new GrpcApi(api))
                        .build()
                        .start();
                var channel = InProcessChannelBuilder.forName(name).build();
                return new Connection(new GrpcApiClient(channel, "test"), () -> {
                    channel.shutdownNow();
                    server.shutdownNow();
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    abstract Connection connect(InMemoryApi api);

    record Connection(ApiClient client, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
