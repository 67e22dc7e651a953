package io.jukung.node.volume;

/** A volume cannot be set up; the message follows {@code MountVolume.SetUp failed for volume "x" : } in the event. */
public final class VolumeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String volume;

    public VolumeException(String volume, String message) {
        super(message);
        this.volume = volume;
    }

    public VolumeException(String volume, String message, Throwable cause) {
        super(message, cause);
        this.volume = volume;
    }

    /** The volume's name in the pod. */
    public String volume() {
        return volume;
    }
}
