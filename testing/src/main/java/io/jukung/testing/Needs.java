package io.jukung.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs against real programs. Where one is missing the test is skipped with the reason,
 * except with {@code CI=true} in the environment: there it fails, so that a green run means that
 * everything ran.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
public @interface Needs {

    /** Programs by name, as {@link RealTools#find} looks for them. */
    String[] tools() default {};

    /** Whether the test must run as root. */
    boolean root() default false;
}
