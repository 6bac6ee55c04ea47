package org.candor.access;

/**
 * Somebody who has just proved who they are.
 *
 * @param byKey whether with a key; else the issuer says so
 */
public record Operator(Caller caller, boolean byKey) {}
