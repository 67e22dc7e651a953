/**
 * Service accounts: gives each namespace what its pods need to speak to the API.
 *
 * <p>Owns the ServiceAccount {@code default} and the ConfigMap {@code kube-root-ca.crt} of every namespace. Reads
 * Namespaces, ServiceAccounts, ConfigMaps; writes the latter two. Keeps true: both are in every namespace that is not
 * being deleted, and the ConfigMap holds the cluster's authority.
 */
@NullMarked
package io.jukung.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
