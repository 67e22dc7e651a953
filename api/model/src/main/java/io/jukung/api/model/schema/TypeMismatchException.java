package io.jukung.api.model.schema;

/**
 * A value that its field cannot hold. The message is the one Go's JSON decoder gives for the Kubernetes types, for
 * example {@code json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32}.
 */
public final class TypeMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TypeMismatchException(String message) {
        super(message);
    }
}
