package io.jukung.store.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/** Makes Ratis use our peer transport. Ratis creates it by its class name. */
public final class PeerRpcType implements RpcType {

    /** The name under which the connection is handed through Ratis' parameters. */
    static final String PEERS = "jukung.peers";

    @Override
    public String name() {
        return PeerRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        var rpc = parameters.getNonNull(PEERS, RaftRpc.class);
        return new ServerFactory() {
            @Override
            public RpcType getRpcType() {
                return PeerRpcType.this;
            }

            @Override
            public RaftServerRpc newRaftServerRpc(RaftServer server) {
                rpc.serve(server);
                return rpc;
            }

            @Override
            public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
                var appender = new PeerLogAppender(server, state, follower, rpc);
                rpc.appending(appender);
                return appender;
            }
        };
    }
}
