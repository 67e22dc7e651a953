package io.jukung.store.gateway;

import io.grpc.MethodDescriptor;
import io.jukung.proto.etcd.AuthGrpc;
import io.jukung.proto.etcd.ClusterGrpc;
import io.jukung.proto.etcd.KVGrpc;
import io.jukung.proto.etcd.LeaseGrpc;
import io.jukung.proto.etcd.MaintenanceGrpc;
import io.jukung.proto.etcd.WatchGrpc;
import io.jukung.proto.etcd.election.ElectionGrpc;
import io.jukung.proto.etcd.lock.LockGrpc;
import java.util.Map;

/** The methods that etcd's gateway serves, by their paths. */
final class GatewayMethods {

    private GatewayMethods() {}

    static final String PREFIX = "/v3/";

    /** Below the prefix. */
    static final Map<String, MethodDescriptor<?, ?>> BY_PATH = Map.ofEntries(
            Map.entry("kv/range", KVGrpc.getRangeMethod()),
            Map.entry("kv/put", KVGrpc.getPutMethod()),
            Map.entry("kv/deleterange", KVGrpc.getDeleteRangeMethod()),
            Map.entry("kv/txn", KVGrpc.getTxnMethod()),
            Map.entry("kv/compaction", KVGrpc.getCompactMethod()),
            Map.entry("watch", WatchGrpc.getWatchMethod()),
            Map.entry("lease/grant", LeaseGrpc.getLeaseGrantMethod()),
            Map.entry("lease/revoke", LeaseGrpc.getLeaseRevokeMethod()),
            Map.entry("kv/lease/revoke", LeaseGrpc.getLeaseRevokeMethod()),
            Map.entry("lease/keepalive", LeaseGrpc.getLeaseKeepAliveMethod()),
            Map.entry("lease/timetolive", LeaseGrpc.getLeaseTimeToLiveMethod()),
            Map.entry("kv/lease/timetolive", LeaseGrpc.getLeaseTimeToLiveMethod()),
            Map.entry("lease/leases", LeaseGrpc.getLeaseLeasesMethod()),
            Map.entry("kv/lease/leases", LeaseGrpc.getLeaseLeasesMethod()),
            Map.entry("cluster/member/add", ClusterGrpc.getMemberAddMethod()),
            Map.entry("cluster/member/remove", ClusterGrpc.getMemberRemoveMethod()),
            Map.entry("cluster/member/update", ClusterGrpc.getMemberUpdateMethod()),
            Map.entry("cluster/member/list", ClusterGrpc.getMemberListMethod()),
            Map.entry("cluster/member/promote", ClusterGrpc.getMemberPromoteMethod()),
            Map.entry("maintenance/alarm", MaintenanceGrpc.getAlarmMethod()),
            Map.entry("maintenance/status", MaintenanceGrpc.getStatusMethod()),
            Map.entry("maintenance/defragment", MaintenanceGrpc.getDefragmentMethod()),
            Map.entry("maintenance/hash", MaintenanceGrpc.getHashMethod()),
            Map.entry("maintenance/hashkv", MaintenanceGrpc.getHashKVMethod()),
            Map.entry("maintenance/snapshot", MaintenanceGrpc.getSnapshotMethod()),
            Map.entry("maintenance/transfer-leadership", MaintenanceGrpc.getMoveLeaderMethod()),
            Map.entry("maintenance/downgrade", MaintenanceGrpc.getDowngradeMethod()),
            Map.entry("auth/enable", AuthGrpc.getAuthEnableMethod()),
            Map.entry("auth/disable", AuthGrpc.getAuthDisableMethod()),
            Map.entry("auth/status", AuthGrpc.getAuthStatusMethod()),
            Map.entry("auth/authenticate", AuthGrpc.getAuthenticateMethod()),
            Map.entry("auth/user/add", AuthGrpc.getUserAddMethod()),
            Map.entry("auth/user/get", AuthGrpc.getUserGetMethod()),
            Map.entry("auth/user/list", AuthGrpc.getUserListMethod()),
            Map.entry("auth/user/delete", AuthGrpc.getUserDeleteMethod()),
            Map.entry("auth/user/changepw", AuthGrpc.getUserChangePasswordMethod()),
            Map.entry("auth/user/grant", AuthGrpc.getUserGrantRoleMethod()),
            Map.entry("auth/user/revoke", AuthGrpc.getUserRevokeRoleMethod()),
            Map.entry("auth/role/add", AuthGrpc.getRoleAddMethod()),
            Map.entry("auth/role/get", AuthGrpc.getRoleGetMethod()),
            Map.entry("auth/role/list", AuthGrpc.getRoleListMethod()),
            Map.entry("auth/role/delete", AuthGrpc.getRoleDeleteMethod()),
            Map.entry("auth/role/grant", AuthGrpc.getRoleGrantPermissionMethod()),
            Map.entry("auth/role/revoke", AuthGrpc.getRoleRevokePermissionMethod()),
            Map.entry("lock/lock", LockGrpc.getLockMethod()),
            Map.entry("lock/unlock", LockGrpc.getUnlockMethod()),
            Map.entry("election/campaign", ElectionGrpc.getCampaignMethod()),
            Map.entry("election/proclaim", ElectionGrpc.getProclaimMethod()),
            Map.entry("election/leader", ElectionGrpc.getLeaderMethod()),
            Map.entry("election/observe", ElectionGrpc.getObserveMethod()),
            Map.entry("election/resign", ElectionGrpc.getResignMethod()));
}
