package io.jukung.store.auth;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.jukung.store.storage.Cursor;
import io.jukung.store.storage.Direction;
import io.jukung.store.storage.Family;
import io.jukung.store.storage.OrderedReader;
import io.jukung.store.storage.StorageFault;
import io.jukung.store.storage.StoreBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;

/**
 * Users and roles on disk, one record each.
 *
 * <pre>
 * AUTH  'A'        →  enabled (1), revision (8)
 *       'R', name  →  authpb.Role
 *       'U', name  →  authpb.User
 * </pre>
 */
public final class AuthRecords {

    private static final byte[] MARK = {'A'};
    private static final byte ROLE = 'R';
    private static final byte USER = 'U';

    private AuthRecords() {}

    /** What a store holds. */
    public static AuthState read(OrderedReader reader) {
        byte[] mark = reader.get(Family.AUTH, MARK);
        if (mark == null) {
            return AuthState.FRESH;
        }
        Map<String, User> users = new HashMap<>();
        Map<String, Role> roles = new HashMap<>();
        try (Cursor cursor = reader.cursor(Family.AUTH, new byte[] {ROLE}, null, Direction.FORWARD)) {
            for (; cursor.isValid(); cursor.next()) {
                switch (cursor.key()[0]) {
                    case ROLE -> {
                        Role role = role(cursor.value());
                        roles.put(role.name(), role);
                    }
                    case USER -> {
                        User user = user(cursor.value());
                        users.put(user.name(), user);
                    }
                    default -> throw new StorageFault("the users in the database have records of an unknown kind");
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new StorageFault("the users and roles in the database cannot be read", e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(mark);
        return AuthState.of(buffer.get() != 0, buffer.getLong(), users, roles);
    }

    private static Role role(byte[] value) throws InvalidProtocolBufferException {
        var stored = io.jukung.proto.etcd.authpb.Role.parseFrom(value);
        return new Role(stored.getName().toStringUtf8(), stored.getKeyPermissionList());
    }

    private static User user(byte[] value) throws InvalidProtocolBufferException {
        var stored = io.jukung.proto.etcd.authpb.User.parseFrom(value);
        return new User(
                stored.getName().toStringUtf8(),
                stored.getPassword().toString(StandardCharsets.ISO_8859_1),
                stored.getOptions().getNoPassword(),
                stored.getRolesList());
    }

    private static byte[] bytes(Role role) {
        return io.jukung.proto.etcd.authpb.Role.newBuilder()
                .setName(ByteString.copyFromUtf8(role.name()))
                .addAllKeyPermission(role.permissions())
                .build()
                .toByteArray();
    }

    private static byte[] bytes(User user) {
        var stored = io.jukung.proto.etcd.authpb.User.newBuilder()
                .setName(ByteString.copyFromUtf8(user.name()))
                .setPassword(ByteString.copyFrom(user.passwordHash(), StandardCharsets.ISO_8859_1))
                .addAllRoles(user.roles());
        stored.getOptionsBuilder().setNoPassword(user.noPassword());
        return stored.build().toByteArray();
    }

    /** Adds what differs to a batch; gives a checksum of it, the same on all members. */
    public static long write(StoreBatch batch, AuthState before, AuthState after) {
        CRC32C written = new CRC32C();
        BiConsumer<byte[], byte[]> put = (key, value) -> {
            batch.put(Family.AUTH, key, value);
            written.update(key);
            written.update(value);
        };
        put.accept(
                MARK,
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put((byte) (after.enabled() ? 1 : 0))
                        .putLong(after.revision())
                        .array());
        after.roles().forEach((name, role) -> {
            if (!role.equals(before.role(name).orElse(null))) {
                put.accept(key(ROLE, name), bytes(role));
            }
        });
        after.users().forEach((name, user) -> {
            if (!user.equals(before.user(name).orElse(null))) {
                put.accept(key(USER, name), bytes(user));
            }
        });
        delete(batch, written, ROLE, before.roles(), after.roles());
        delete(batch, written, USER, before.users(), after.users());
        return written.getValue();
    }

    private static void delete(
            StoreBatch batch, CRC32C written, byte kind, Map<String, ?> before, Map<String, ?> after) {
        for (String name : before.keySet()) {
            if (!after.containsKey(name)) {
                byte[] key = key(kind, name);
                batch.delete(Family.AUTH, key);
                written.update(key);
            }
        }
    }

    private static byte[] key(byte kind, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + utf8.length).put(kind).put(utf8).array();
    }
}
