package io.jukung.store.member;

import io.jukung.store.apply.ClusterMember;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Whose a data directory is. Decided once, when it is made; a restart goes by it whatever the settings say by then.
 *
 * @param token that its cluster was founded with, as far as the member's settings said
 * @param origin how the member came into the cluster
 * @param members as they were then: of a founder those that found the cluster, else those that were there
 * @param announced whether the cluster knows that the member has started; before, it must not take part in Raft
 * @param forcing whether it is being made the only member of its cluster
 */
record Identity(
        long clusterId,
        String token,
        long memberId,
        Origin origin,
        List<ClusterMember> members,
        boolean announced,
        boolean forcing) {

    /** Raised when a release writes what an older one cannot read. */
    static final int FORMAT = 2;

    private static final String MEMBER = "member.";
    /** The last line: CRC-32C of those before. */
    private static final String SUM = "sum";

    private static final String REMEDY = ": put a whole copy of the member's data there; or have another member"
            + " 'member remove' and 'member add' this one, and start it with an empty directory and"
            + " --initial-cluster-state=existing";
    private static final String OWN_DATA = ": put this member's own data there, or name the directory of this cluster";

    enum Origin {
        FOUNDER,
        JOINED_AS_VOTER,
        JOINED_AS_LEARNER
    }

    Identity {
        members = List.copyOf(members);
    }

    static Identity ofFounder(Membership founded, long memberId, boolean announced) {
        return new Identity(
                founded.clusterId(), founded.token(), memberId, Origin.FOUNDER, founded.founders(), announced, false);
    }

    Identity afterAnnouncement() {
        return new Identity(clusterId, token, memberId, origin, members, true, forcing);
    }

    Identity withForcing(boolean now) {
        return new Identity(clusterId, token, memberId, origin, members, announced, now);
    }

    /** Whether a file was written by this release, and not by one that would take what this one writes for its own. */
    static boolean isOfThisFormat(Path file) throws IOException {
        return Files.readString(file).startsWith("format=" + FORMAT + "\n");
    }

    String text() {
        var text = new StringBuilder();
        line(text, "format", Integer.toString(FORMAT));
        line(text, "cluster-id", Long.toHexString(clusterId));
        line(text, "token", token);
        line(text, "member-id", Long.toHexString(memberId));
        line(text, "origin", origin.name().toLowerCase(Locale.ROOT));
        line(text, "announced", Boolean.toString(announced));
        line(text, "forcing", Boolean.toString(forcing));
        for (var member : members) {
            line(text, MEMBER + Long.toHexString(member.id()), String.join(",", member.peerUrls()));
        }
        line(text, SUM, sum(text.toString()));
        return text.toString();
    }

    private static String sum(String text) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    /** Earlier releases wrote none. */
    private static void checkSum(Path file, String text, @Nullable String sum) throws IOException {
        if (sum != null && !sum(text.substring(0, text.lastIndexOf(SUM + "="))).equals(sum)) {
            throw new IOException("data-dir: " + file + " is damaged, its checksum is wrong" + REMEDY);
        }
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @param founded what the settings would found: earlier releases did not write down who founded the cluster
     * @throws IOException naming the file and what is wrong with it
     */
    static Identity read(Path file, Membership founded) throws IOException {
        var values = new Properties();
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        try {
            values.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new IOException("data-dir: " + file + " is damaged" + REMEDY, e);
        }
        long format = number(file, values, "format", 10);
        if (format > FORMAT) {
            throw new IOException("data-dir: " + file.getParent() + " has format " + format
                    + " of a newer Jukung; this one reads up to format " + FORMAT
                    + ": start it with the release that wrote it");
        }
        long cluster = number(file, values, "cluster-id", 16);
        long member = number(file, values, "member-id", 16);
        checkSum(file, text, values.getProperty(SUM));
        boolean learner = Origin.JOINED_AS_LEARNER.name().equalsIgnoreCase(values.getProperty("origin"));
        var members = new ArrayList<ClusterMember>();
        for (var key : values.stringPropertyNames()) {
            if (key.startsWith(MEMBER)) {
                long id = parse(file, key, key.substring(MEMBER.length()), 16);
                members.add(
                        ClusterMember.added(id, List.of(values.getProperty(key).split(",")), learner && id == member));
            }
        }
        if (members.isEmpty()) {
            if (cluster != founded.clusterId()) {
                throw new IOException("data-dir: " + file.getParent() + " belongs to cluster "
                        + Long.toHexString(cluster) + ", but initial-cluster and initial-cluster-token make cluster "
                        + Long.toHexString(founded.clusterId()) + OWN_DATA);
            }
            return ofFounder(founded, member, true);
        }
        var token = values.getProperty("token", "");
        if (!token.equals(founded.token())) {
            // As long as the token is the same, the members' addresses may change.
            throw new IOException("data-dir: " + file.getParent() + " belongs to cluster "
                    + Long.toHexString(cluster) + ", whose initial-cluster-token is " + token + " and not "
                    + founded.token() + OWN_DATA);
        }
        return new Identity(
                cluster,
                token,
                member,
                origin(file, values),
                members,
                Boolean.parseBoolean(values.getProperty("announced")),
                Boolean.parseBoolean(values.getProperty("forcing")));
    }

    private static Origin origin(Path file, Properties values) throws IOException {
        try {
            return Origin.valueOf(values.getProperty("origin", "").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IOException("data-dir: " + file + " has no valid origin", e);
        }
    }

    private static long number(Path file, Properties values, String key, int radix) throws IOException {
        return parse(file, key, values.getProperty(key, ""), radix);
    }

    private static long parse(Path file, String key, String text, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(text, radix);
        } catch (NumberFormatException e) {
            throw new IOException("data-dir: " + file + " is damaged, it has no valid " + key + REMEDY, e);
        }
    }
}
