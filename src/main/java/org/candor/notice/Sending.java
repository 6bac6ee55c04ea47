package org.candor.notice;

import java.util.UUID;
import org.candor.letter.Brief;

/**
 * What a lane needs to write the letters of one released notice. It never changes; keep the object, letters are laid out
 * once for each brief.
 *
 * @param resetVersion version of the reset links; part of each token
 * @param offersReset whether letters carry a reset link
 * @param code the verify code, as shown
 */
public record Sending(UUID notice, UUID incident, Brief brief, int resetVersion, boolean offersReset, String code) {}
