package io.jukung.store.apply;

import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The raised alarms; immutable.
 *
 * @param members in the order they were raised
 * @param own members whose NOSPACE in the list they raised themselves: those may take it back, where what an operator
 *     raised is his to disarm
 */
public record Alarms(List<AlarmMember> members, Set<Long> own) {

    /** None. */
    public static final Alarms NONE = new Alarms(List.of(), Set.of());

    public Alarms {
        members = List.copyOf(members);
        own = Set.copyOf(own);
    }

    /** Whether any member has raised this alarm. */
    public boolean isRaised(AlarmType alarm) {
        for (var member : members) {
            if (member.getAlarm() == alarm) {
                return true;
            }
        }
        return false;
    }

    /** Whether this alarm is raised in a member's name, by whomever. */
    public boolean isRaised(AlarmType alarm, long member) {
        return members.contains(alarm(alarm, member));
    }

    /** Whether a member itself raised NOSPACE in its name. */
    public boolean isOwn(long member) {
        return own.contains(member);
    }

    /** What a request is about: alarms of its type, or of any if it names none; of its member, or of all if it names none. */
    public List<AlarmMember> matching(AlarmRequest request) {
        return members.stream()
                .filter(member -> request.getAlarm() == AlarmType.NONE || member.getAlarm() == request.getAlarm())
                .filter(member -> request.getMemberID() == 0 || member.getMemberID() == request.getMemberID())
                .toList();
    }

    private static AlarmMember alarm(AlarmType alarm, long member) {
        return AlarmMember.newBuilder().setMemberID(member).setAlarm(alarm).build();
    }

    /** An operator raises it: from now on it is his, also if the member had raised it before. */
    Alarms with(AlarmMember alarm) {
        return new Alarms(added(alarm), alarm.getAlarm() == AlarmType.NOSPACE ? disowned(alarm.getMemberID()) : own);
    }

    /** A member raises NOSPACE itself; without effect if it is on. */
    Alarms withOwn(long member) {
        if (isRaised(AlarmType.NOSPACE, member)) {
            return this;
        }
        Set<Long> owners = new HashSet<>(own);
        owners.add(member);
        return new Alarms(added(alarm(AlarmType.NOSPACE, member)), owners);
    }

    /** A member takes back the NOSPACE it raised itself; without effect if it did not. */
    Alarms withoutOwn(long member) {
        return isOwn(member) ? without(List.of(alarm(AlarmType.NOSPACE, member))) : this;
    }

    Alarms without(List<AlarmMember> alarms) {
        List<AlarmMember> changed = new ArrayList<>(members);
        changed.removeAll(alarms);
        Set<Long> owners = new HashSet<>(own);
        owners.removeIf(member -> !changed.contains(alarm(AlarmType.NOSPACE, member)));
        return new Alarms(changed, owners);
    }

    private List<AlarmMember> added(AlarmMember alarm) {
        if (members.contains(alarm)) {
            return members;
        }
        List<AlarmMember> changed = new ArrayList<>(members);
        changed.add(alarm);
        return changed;
    }

    private Set<Long> disowned(long member) {
        Set<Long> owners = new HashSet<>(own);
        owners.remove(member);
        return owners;
    }
}
