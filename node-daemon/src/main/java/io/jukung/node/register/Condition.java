package io.jukung.node.register;

/**
 * One thing that is so or not on this node.
 *
 * @param type for example {@code Ready}
 */
public record Condition(String type, boolean holds, String reason, String message) {

    static Condition memory(boolean pressure) {
        return pressure
                ? new Condition(
                        "MemoryPressure",
                        true,
                        "KubeletHasInsufficientMemory",
                        "kubelet has insufficient memory available")
                : new Condition(
                        "MemoryPressure",
                        false,
                        "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available");
    }

    static Condition disk(boolean pressure) {
        return pressure
                ? new Condition("DiskPressure", true, "KubeletHasDiskPressure", "kubelet has disk pressure")
                : new Condition("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
    }

    static Condition tasks(boolean pressure) {
        return pressure
                ? new Condition(
                        "PIDPressure", true, "KubeletHasInsufficientPID", "kubelet has insufficient PID available")
                : new Condition(
                        "PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available");
    }

    /** Ready, or why not; {@code trouble} is empty when all is well. */
    static Condition ready(String trouble) {
        return trouble.isEmpty()
                ? new Condition("Ready", true, "KubeletReady", "kubelet is posting ready status")
                : new Condition("Ready", false, "KubeletNotReady", trouble);
    }
}
