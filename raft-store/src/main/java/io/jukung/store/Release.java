package io.jukung.store;

import java.util.regex.Pattern;

/**
 * What a member is to the others: they tell each other, and the leader writes nothing that one of them cannot read.
 *
 * @param version a release of etcd whose API it has, {@code major.minor.patch}: clients choose features by it
 * @param format the newest format of the log and of the state that it reads, from 1
 * @param formatBefore the newest that the release before reads, one minor version back: what a downgrade is to
 */
public record Release(String version, int format, int formatBefore) implements StoreConfig.Part {

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");

    /** At least 3.4.31 and not in 3.5.0 to 3.5.12: kube-apiserver then relies on progress requests. */
    public static final Release THIS = new Release("3.6.14", 1, 1);

    /** A member that cannot say: the first there was. */
    public static final Release FIRST = new Release("3.6.0", 1, 1);

    public Release {
        StoreConfig.require(FORM.matcher(version).matches(), "release: " + version + " is no major.minor.patch");
        StoreConfig.require(
                1 <= formatBefore && formatBefore <= format,
                "release: formats " + formatBefore + " and " + format + " do not ascend from 1");
    }

    /** As the cluster's version is written: without the patch. */
    public String clusterVersion() {
        return version.substring(0, version.lastIndexOf('.')) + ".0";
    }
}
