package io.jukung.api.model.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.jukung.api.model.codec.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTest {

    @Test
    void aFailureHasTheFormOfKubernetes() {
        var status = Status.failure(
                422,
                "Invalid",
                "Pod \"m\" is invalid",
                new Status.Details(
                        "m",
                        "",
                        "Pod",
                        "",
                        List.of(new Status.Cause("FieldValueRequired", "Required value", "spec")),
                        0));
        assertThat(Json.text(status.toTree())).isEqualTo("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Pod \\"m\\" is invalid",\
                "reason":"Invalid","details":{"name":"m","kind":"Pod","causes":[{"reason":"FieldValueRequired",\
                "message":"Required value","field":"spec"}]},"code":422}""");
        assertThat(Status.of(status.toTree())).isEqualTo(status);
    }

    @Test
    void theAnswerToADeletionHasDetailsAndNoCode() {
        var status = Status.success(new Status.Details("a", "", "configmaps", "u-1", List.of(), 0));
        assertThat(Json.text(status.toTree())).isEqualTo("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success",\
                "details":{"name":"a","kind":"configmaps","uid":"u-1"}}""");
    }

    @Test
    void retryAfterIsCarried() {
        var status = Status.failure(429, "TooManyRequests", "later", new Status.Details("", "", "", "", List.of(), 7));
        assertThat(status.toTree().whole(0, "details", "retryAfterSeconds")).isEqualTo(7);
        assertThat(Status.of(status.toTree())).isEqualTo(status);
    }
}
