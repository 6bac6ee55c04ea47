package org.candor.sandbox;

/** In how many parts a text travels, by 3GPP TS 23.038 and 23.040. */
final class SmsSegments {
    private static final String GSM_7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
            + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String GSM_7_PAIRS = "\f^{}\\[~]|€";

    private SmsSegments() {}

    static int count(String text) {
        int septets = 0;
        for (int i = 0; i < text.length(); i++) {
            if (GSM_7.indexOf(text.charAt(i)) >= 0) {
                septets++;
            } else if (GSM_7_PAIRS.indexOf(text.charAt(i)) >= 0) {
                septets += 2;
            } else {
                return parts(text.length(), 70, 67);
            }
        }
        return parts(septets, 160, 153);
    }

    private static int parts(int length, int alone, int joined) {
        return length <= alone ? 1 : (length + joined - 1) / joined;
    }
}
