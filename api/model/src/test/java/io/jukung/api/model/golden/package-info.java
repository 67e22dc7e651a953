/** Comparison with recorded answers of a real Kubernetes, read where they lie and never copied. */
package io.jukung.api.model.golden;
