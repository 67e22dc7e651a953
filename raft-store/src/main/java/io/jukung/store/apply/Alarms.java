package io.jukung.store.apply;

import io.jukung.proto.etcd.AlarmMember;
import io.jukung.proto.etcd.AlarmRequest;
import io.jukung.proto.etcd.AlarmType;
import java.util.ArrayList;
import java.util.List;

/**
 * The raised alarms; immutable.
 *
 * @param members in the order they were raised
 */
public record Alarms(List<AlarmMember> members) {

    /** None. */
    public static final Alarms NONE = new Alarms(List.of());

    public Alarms {
        members = List.copyOf(members);
    }

    /** Whether any member has raised this alarm. */
    public boolean isRaised(AlarmType alarm) {
        return members.stream().anyMatch(member -> member.getAlarm() == alarm);
    }

    /** What a request is about: alarms of its type, or of any if it names none; of its member, or of all if it names none. */
    public List<AlarmMember> matching(AlarmRequest request) {
        return members.stream()
                .filter(member -> request.getAlarm() == AlarmType.NONE || member.getAlarm() == request.getAlarm())
                .filter(member -> request.getMemberID() == 0 || member.getMemberID() == request.getMemberID())
                .toList();
    }

    Alarms with(AlarmMember alarm) {
        if (members.contains(alarm)) {
            return this;
        }
        List<AlarmMember> changed = new ArrayList<>(members);
        changed.add(alarm);
        return new Alarms(changed);
    }

    Alarms without(List<AlarmMember> alarms) {
        List<AlarmMember> changed = new ArrayList<>(members);
        changed.removeAll(alarms);
        return new Alarms(changed);
    }
}
