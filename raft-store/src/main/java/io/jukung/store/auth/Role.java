package io.jukung.store.auth;

import com.google.protobuf.ByteString;
import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A role.
 *
 * @param name not empty
 * @param permissions ascending by key, at most one for a range
 */
public record Role(String name, List<Permission> permissions) {

    private static final Comparator<Permission> BY_KEY = Comparator.comparing(Permission::getKey, KeyRange::compare);

    public Role {
        permissions = List.copyOf(permissions);
    }

    private static boolean isOf(Permission permission, ByteString key, ByteString rangeEnd) {
        return permission.getKey().equals(key) && permission.getRangeEnd().equals(rangeEnd);
    }

    /** With a permission, instead of the one that the same range had. */
    Role with(Permission permission) {
        List<Permission> changed = new ArrayList<>(permissions);
        changed.removeIf(other -> isOf(other, permission.getKey(), permission.getRangeEnd()));
        changed.add(permission);
        changed.sort(BY_KEY);
        return new Role(name, changed);
    }

    Role without(ByteString key, ByteString rangeEnd) {
        return new Role(
                name,
                permissions.stream()
                        .filter(permission -> !isOf(permission, key, rangeEnd))
                        .toList());
    }
}
