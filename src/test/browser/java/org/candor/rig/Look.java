package org.candor.rig;

/**
 * How somebody looks at a page.
 *
 * @param width of the window, in CSS pixels
 * @param dark whether they prefer dark colours
 * @param script whether their browser runs scripts
 * @param language what their browser asks for, a BCP 47 tag
 */
public record Look(int width, int height, boolean dark, boolean script, String language) {
    public static final Look DESKTOP = new Look(1280, 800, false, true, "en");
    public static final Look PHONE = new Look(390, 844, false, true, "en");
    /** As narrow as a page must still work, or a desktop's at 400 % (WCAG 1.4.10). */
    public static final Look NARROW = new Look(320, 640, false, true, "en");

    public Look inTheDark() {
        return new Look(width, height, true, script, language);
    }

    public Look withoutScript() {
        return new Look(width, height, dark, false, language);
    }

    public Look in(String tag) {
        return new Look(width, height, dark, script, tag);
    }
}
