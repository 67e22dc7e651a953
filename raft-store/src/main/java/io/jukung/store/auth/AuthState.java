package io.jukung.store.auth;

import io.jukung.proto.etcd.authpb.Permission;
import io.jukung.store.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Users and roles at one moment; immutable. A change copies the maps, which is nothing beside the password hash that mostly comes
 * with it.
 */
public final class AuthState {

    /** The user without whom authentication cannot be on, and the role that may do everything. */
    public static final String ROOT = "root";

    /** Nobody, and authentication off; etcd begins with the revision 1 too. */
    public static final AuthState FRESH = new AuthState(false, 1, new TreeMap<>(), new TreeMap<>());

    /** What the roles of a user come to. */
    private record Grants(RangeUnion read, RangeUnion write) {}

    private final boolean enabled;
    private final long revision;
    private final NavigableMap<String, User> users;
    private final NavigableMap<String, Role> roles;
    /** Reckoned when it is asked for first. */
    private final Map<String, Grants> grants = new ConcurrentHashMap<>();

    private AuthState(
            boolean enabled, long revision, NavigableMap<String, User> users, NavigableMap<String, Role> roles) {
        this.enabled = enabled;
        this.revision = revision;
        this.users = users;
        this.roles = roles;
    }

    /** A state as it was stored. */
    static AuthState of(boolean enabled, long revision, Map<String, User> users, Map<String, Role> roles) {
        return new AuthState(enabled, revision, new TreeMap<>(users), new TreeMap<>(roles));
    }

    /** Whether who is not permitted something is refused. */
    public boolean enabled() {
        return enabled;
    }

    /** Goes up with every change. */
    public long revision() {
        return revision;
    }

    /** By name, ascending. */
    public NavigableMap<String, User> users() {
        return Collections.unmodifiableNavigableMap(users);
    }

    /** By name, ascending. */
    public NavigableMap<String, Role> roles() {
        return Collections.unmodifiableNavigableMap(roles);
    }

    /** A user, if there is one of the name. */
    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    /** A role, if there is one of the name. */
    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    /** Whether the user's roles permit reading all of the range. */
    boolean mayRead(User user, KeyRange range) {
        return grants(user).read.covers(range);
    }

    /** Whether the user's roles permit writing all of the range. */
    boolean mayWrite(User user, KeyRange range) {
        return grants(user).write.covers(range);
    }

    private Grants grants(User user) {
        return grants.computeIfAbsent(user.name(), name -> {
            List<KeyRange> read = new ArrayList<>();
            List<KeyRange> write = new ArrayList<>();
            for (String roleName : user.roles()) {
                Role role = roles.get(roleName);
                if (role == null) {
                    continue;
                }
                for (Permission permission : role.permissions()) {
                    KeyRange range = KeyRange.of(permission.getKey(), permission.getRangeEnd());
                    switch (permission.getPermType()) {
                        case READ -> read.add(range);
                        case WRITE -> write.add(range);
                        case READWRITE -> {
                            read.add(range);
                            write.add(range);
                        }
                        case UNRECOGNIZED -> {
                            // Of a newer release: permits nothing here.
                        }
                    }
                }
            }
            return new Grants(RangeUnion.of(read), RangeUnion.of(write));
        });
    }

    AuthState switchedOn() {
        return new AuthState(true, revision, users, roles);
    }

    AuthState switchedOff() {
        return new AuthState(false, revision + 1, users, roles);
    }

    AuthState with(User user) {
        NavigableMap<String, User> changed = new TreeMap<>(users);
        changed.put(user.name(), user);
        return new AuthState(enabled, revision + 1, changed, roles);
    }

    AuthState withoutUser(String name) {
        NavigableMap<String, User> changed = new TreeMap<>(users);
        changed.remove(name);
        return new AuthState(enabled, revision + 1, changed, roles);
    }

    AuthState with(Role role) {
        NavigableMap<String, Role> changed = new TreeMap<>(roles);
        changed.put(role.name(), role);
        return new AuthState(enabled, revision + 1, users, changed);
    }

    /** The role is taken from its users too. */
    AuthState withoutRole(String name) {
        NavigableMap<String, Role> fewer = new TreeMap<>(roles);
        fewer.remove(name);
        NavigableMap<String, User> changed = new TreeMap<>(users);
        changed.replaceAll((user, before) -> before.has(name) ? before.withoutRole(name) : before);
        return new AuthState(enabled, revision + 1, changed, fewer);
    }
}
