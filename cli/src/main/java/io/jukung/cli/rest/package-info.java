/** kubectl's everyday verbs over the REST API: the kubeconfig file, the connection, and what is printed. */
@NullMarked
package io.jukung.cli.rest;

import org.jspecify.annotations.NullMarked;
