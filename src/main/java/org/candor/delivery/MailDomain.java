package org.candor.delivery;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The number under which the queue knows the receiving domain of an email. A large mailbox provider has a number of its own
 * for all of its domains; every other domain has one of {@value #BUCKETS} buckets, which it shares with many: the number
 * tells nobody at which small domain a person has their mail.
 */
public final class MailDomain {
    /** No domain: not an email. */
    public static final int NONE = 0;

    public static final int BUCKETS = 4_096;
    private static final int FIRST_BUCKET = 4_096;

    /** A provider's number is stored with deliveries: it never changes, and a new provider gets the next one. */
    private enum Provider {
        GMAIL(1, "gmail.com googlemail.com"),
        MICROSOFT(2, """
                outlook.com outlook.de outlook.es outlook.fr outlook.it outlook.jp outlook.com.br hotmail.com hotmail.be
                hotmail.co.uk hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl live.com live.be live.ca live.co.uk
                live.com.au live.com.mx live.de live.dk live.fr live.it live.nl live.no live.se msn.com windowslive.com
                passport.com"""),
        YAHOO(3, """
                yahoo.com yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.uk yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx
                yahoo.com.ph yahoo.com.sg yahoo.de yahoo.es yahoo.fr yahoo.ie yahoo.in yahoo.it yahoo.se ymail.com
                rocketmail.com myyahoo.com aol.com aol.co.uk aol.de aol.fr aim.com netscape.net verizon.net"""),
        APPLE(4, "icloud.com me.com mac.com"),
        GMX(5, "gmx.net gmx.de gmx.at gmx.ch gmx.com gmx.us gmx.fr gmx.es gmx.co.uk web.de mail.com email.de"),
        T_ONLINE(6, "t-online.de magenta.de"),
        PROTON(7, "proton.me protonmail.com protonmail.ch pm.me"),
        COMCAST(8, "comcast.net xfinity.com"),
        ATT(9, "att.net bellsouth.net sbcglobal.net ameritech.net pacbell.net swbell.net"),
        CHARTER(10, "charter.net spectrum.net rr.com twc.com"),
        COX(11, "cox.net"),
        FREENET(12, "freenet.de"),
        ORANGE(13, "orange.fr wanadoo.fr"),
        FREE(14, "free.fr"),
        SFR(15, "sfr.fr neuf.fr 9online.fr"),
        LAPOSTE(16, "laposte.net"),
        LIBERO(17, "libero.it virgilio.it iol.it inwind.it"),
        TISCALI(18, "tiscali.it"),
        TELEFONICA(19, "telefonica.net movistar.es"),
        BT(20, "btinternet.com btopenworld.com talk21.com"),
        SKY(21, "sky.com"),
        VIRGIN(22, "virginmedia.com ntlworld.com blueyonder.co.uk"),
        ZIGGO(23, "ziggo.nl home.nl upcmail.nl"),
        KPN(24, "kpnmail.nl planet.nl hetnet.nl xs4all.nl"),
        TELENET(25, "telenet.be"),
        BLUEWIN(26, "bluewin.ch"),
        UOL(27, "uol.com.br bol.com.br"),
        TERRA(28, "terra.com.br"),
        MAIL_RU(29, "mail.ru bk.ru inbox.ru list.ru"),
        YANDEX(30, "yandex.ru yandex.com ya.ru"),
        QQ(31, "qq.com foxmail.com"),
        NETEASE(32, "163.com 126.com yeah.net"),
        NAVER(33, "naver.com"),
        DAUM(34, "daum.net hanmail.net"),
        SEZNAM(35, "seznam.cz email.cz post.cz"),
        WP(36, "wp.pl o2.pl"),
        ONET(37, "onet.pl op.pl"),
        INTERIA(38, "interia.pl"),
        ZOHO(39, "zoho.com zohomail.com zohomail.eu"),
        FASTMAIL(40, "fastmail.com fastmail.fm"),
        TELSTRA(41, "bigpond.com bigpond.net.au"),
        ROGERS(42, "rogers.com"),
        REDIFF(43, "rediffmail.com");

        private final int number;
        private final String domains;

        Provider(int number, String domains) {
            this.number = number;
            this.domains = domains;
        }
    }

    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        for (Provider it : Provider.values()) {
            for (String domain : it.domains.split("\\s+")) {
                if (NUMBERS.put(domain, it.number) != null) {
                    throw new IllegalStateException(domain + " belongs to two providers");
                }
            }
            if (NAMES.put(it.number, it.name().toLowerCase(Locale.ROOT).replace('_', '-')) != null) {
                throw new IllegalStateException("two providers are number " + it.number);
            }
        }
    }

    private MailDomain() {}

    /**
     * The number of a domain.
     *
     * @param domain in lower case and as it stands in the DNS, {@code xn--…} for other scripts
     * @param bucket from a domain to a number that only this installation can draw; taken modulo {@value #BUCKETS}
     */
    public static int number(String domain, ToIntFunction<String> bucket) {
        Integer known = NUMBERS.get(domain);
        return known != null ? known : FIRST_BUCKET + Math.floorMod(bucket.applyAsInt(domain), BUCKETS);
    }

    /** The word for a large provider's number, such as {@code gmail}; null for a bucket. */
    public static @Nullable String name(int number) {
        return NAMES.get(number);
    }

    /** Reads {@link #label} back; null for a text that calls no domain. */
    public static @Nullable Integer numberOf(String label) {
        if (label.matches("[0-9]{4}")) {
            int number = Integer.parseInt(label);
            return number >= FIRST_BUCKET && number < FIRST_BUCKET + BUCKETS ? number : null;
        }
        return NAMES.entrySet().stream()
                .filter(it -> it.getValue().equals(label))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** How a domain is called in a log line: by a large provider's word, or by its number. */
    public static String label(int number) {
        String name = name(number);
        return name != null ? name : Integer.toString(number);
    }
}
