/** The started dispatcher over real HTTP: several on one storage, its threads, and its end. */
@NullMarked
package dev.webhook.testkit.pipeline;

import org.jspecify.annotations.NullMarked;
