/**
 * Providers that live in this process: an SMTP server, an API for text messages and public networks, which keep ledgers of
 * what they took. They run in the profiles {@code demo}, {@code test} and {@code dev}, never in {@code prod}, and listen on
 * loopback only.
 *
 * <p>Knows the providers' side of the wire. Must not know any other room of ours, so that its ledgers are a second opinion:
 * the service speaks to it over a socket, as to any provider, and looks at what was taken over another one. Its doors are
 * {@link org.candor.sandbox.SmtpLedger}, {@link org.candor.sandbox.TwilioServer} and {@link org.candor.sandbox.SocialServer}.
 */
@NullMarked
package org.candor.sandbox;

import org.jspecify.annotations.NullMarked;
