/** Tests of the controllers together. */
@NullMarked
package io.jukung.controllers;

import org.jspecify.annotations.NullMarked;
