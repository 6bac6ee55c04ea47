package org.candor.sandbox;

/**
 * In how many parts a text travels, by 3GPP TS 23.038 and 23.040.
 *
 * @param units septets in GSM-7, UTF-16 units in UCS-2
 */
record SmsSegments(int count, int units, String encoding) {
    private static final String GSM_7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String GSM_7_PAIRS = "\f^{}\\[~]|€";
    private static final byte[] SEPTETS = new byte['€' + 1];

    static {
        GSM_7.chars().forEach(it -> SEPTETS[it] = 1);
        GSM_7_PAIRS.chars().forEach(it -> SEPTETS[it] = 2);
    }

    static int count(String text) {
        return of(text).count();
    }

    static SmsSegments of(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            int each = text.charAt(i) < SEPTETS.length ? SEPTETS[text.charAt(i)] : 0;
            if (each == 0) {
                return new SmsSegments(parts(text.length(), 70, 67), text.length(), "UCS-2");
            }
            septets += each;
        }
        return new SmsSegments(parts(septets, 160, 153), septets, "GSM-7");
    }

    private static int parts(int length, int alone, int joined) {
        return length <= alone ? 1 : (length + joined - 1) / joined;
    }
}
