package io.jukung.node.image;

import java.util.regex.Pattern;

/**
 * A full image name: registry, repository and tag or digest. {@link #parse} expands short names as
 * Docker and the kubelet do: {@code nginx} is {@code docker.io/library/nginx:latest}.
 *
 * @param repository with its registry, for example {@code docker.io/library/nginx}
 * @param tag "" where only a digest was given
 * @param digest for example {@code sha256:…}; "" for none
 */
public record ImageName(String repository, String tag, String digest) {

    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");
    private static final Pattern REGISTRY =
            Pattern.compile("([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(:[0-9]+)?");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+([+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}");
    private static final int LENGTH_LIMIT = 255;

    /** Reads a name as written; throws IllegalArgumentException in the words of the reference parser. */
    public static ImageName parse(String text) {
        var rest = text;
        var digest = "";
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = rest.substring(at + 1);
            rest = rest.substring(0, at);
            require(DIGEST.matcher(digest).matches(), "invalid reference format");
        }
        var tag = "";
        int colon = rest.indexOf(':', rest.lastIndexOf('/') + 1);
        if (colon >= 0) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            require(TAG.matcher(tag).matches(), wrongRepository(rest, "invalid reference format"));
        }
        int slash = rest.indexOf('/');
        var first = slash < 0 ? "" : rest.substring(0, slash);
        boolean registryNamed = first.contains(".") || first.contains(":") || first.equals("localhost");
        var registry = registryNamed ? first : "docker.io";
        var path = registryNamed ? rest.substring(slash + 1) : rest;
        require(REGISTRY.matcher(registry).matches(), "invalid reference format");
        require(
                path.equals(path.toLowerCase(java.util.Locale.ROOT)),
                "invalid reference format: repository name (" + path + ") must be lowercase");
        for (var component : path.split("/", -1)) {
            require(COMPONENT.matcher(component).matches(), "invalid reference format");
        }
        if (registry.equals("docker.io") && !path.contains("/")) {
            path = "library/" + path;
        }
        var repository = registry + "/" + path;
        require(
                repository.length() <= LENGTH_LIMIT,
                "repository name must not be more than " + LENGTH_LIMIT + " characters");
        return new ImageName(repository, tag.isEmpty() && digest.isEmpty() ? "latest" : tag, digest);
    }

    /** The default of {@code imagePullPolicy}: always for the tag {@code latest}. */
    public boolean latest() {
        return tag.equals("latest") && digest.isEmpty();
    }

    @Override
    public String toString() {
        return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }

    private static String wrongRepository(String path, String otherwise) {
        var lower = path.toLowerCase(java.util.Locale.ROOT);
        int slash = path.indexOf('/');
        return path.equals(lower)
                ? otherwise
                : "invalid reference format: repository name (" + path.substring(slash + 1) + ") must be lowercase";
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
