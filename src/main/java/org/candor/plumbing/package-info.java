/**
 * What any service needs and no domain word: named SQL, the embedded database, problem documents, strict JSON, the way
 * into HTTP and out of it, ids, the time source, the templates and message files.
 *
 * <p>Knows PostgreSQL, HTTP errors and JSON in general. Must not know of incidents, notices, deliveries or any other room.
 * Its doors are {@code Sql}, {@code Connections}, {@code Problem}, {@code Violations}, {@code StrictJson}, {@code Etag}, {@code Hosts},
 * {@code Ids}, {@code Templates} and {@code Languages}.
 */
@NullMarked
package org.candor.plumbing;

import org.jspecify.annotations.NullMarked;
