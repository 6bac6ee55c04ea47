package org.candor.incident;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneMetadata;
import com.google.i18n.phonenumbers.Phonemetadata.PhoneNumberDesc;
import com.google.i18n.phonenumbers.metadata.DefaultMetadataDependenciesProvider;
import com.google.i18n.phonenumbers.metadata.source.MetadataSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers there are behind one calling code, by the facts of libphonenumber. It says of a number what
 * {@link PhoneNumberUtil#getNumberType} says, which asks each pattern four times over where several countries share a code:
 * that was a fifth of what a row costs.
 */
final class NumberingPlan {
    enum Kind {
        NONE,
        PREMIUM,
        OTHER
    }

    private static final String WORLD = "001";
    private static final MetadataSource FACTS =
            DefaultMetadataDependenciesProvider.getInstance().getPhoneNumberMetadataSource();
    private static final Map<Integer, NumberingPlan> PLANS = new ConcurrentHashMap<>();

    private final List<Region> regions;

    private NumberingPlan(List<Region> regions) {
        this.regions = regions;
    }

    /** The plan of a calling code that libphonenumber knows. */
    static NumberingPlan of(int code) {
        NumberingPlan known = PLANS.get(code);
        return known != null ? known : PLANS.computeIfAbsent(code, NumberingPlan::read);
    }

    private static NumberingPlan read(int code) {
        return new NumberingPlan(PhoneNumberUtil.getInstance().getRegionCodesForCountryCode(code).stream()
                .map(it -> it.equals(WORLD)
                        ? FACTS.getMetadataForNonGeographicalRegion(code)
                        : FACTS.getMetadataForRegion(it))
                .map(Region::of)
                .toList());
    }

    /** What a national number is, given in digits without the calling code. */
    Kind kind(String national) {
        if (regions.size() == 1) {
            return regions.getFirst().kind(national);
        }
        for (Region region : regions) {
            Pattern leading = region.leading();
            if (leading != null && leading.matcher(national).lookingAt()) {
                return region.kind(national);
            }
            Kind kind = leading == null ? region.kind(national) : Kind.NONE;
            if (kind != Kind.NONE) {
                return kind;
            }
        }
        return Kind.NONE;
    }

    /** @param leading with which digits its numbers begin, where that tells it from others of its code */
    private record Region(@Nullable Pattern leading, Numbers all, Numbers premium, List<Numbers> others) {
        static Region of(PhoneMetadata facts) {
            return new Region(
                    facts.hasLeadingDigits() ? Pattern.compile(facts.getLeadingDigits()) : null,
                    Numbers.of(facts.getGeneralDesc()),
                    Numbers.of(facts.getPremiumRate()),
                    Stream.of(
                                    facts.getFixedLine(),
                                    facts.getMobile(),
                                    facts.getTollFree(),
                                    facts.getSharedCost(),
                                    facts.getVoip(),
                                    facts.getPersonalNumber(),
                                    facts.getPager(),
                                    facts.getUan(),
                                    facts.getVoicemail())
                            .map(Numbers::of)
                            .toList());
        }

        Kind kind(String national) {
            if (!all.has(national)) {
                return Kind.NONE;
            }
            if (premium.has(national)) {
                return Kind.PREMIUM;
            }
            for (Numbers numbers : others) {
                if (numbers.has(national)) {
                    return Kind.OTHER;
                }
            }
            return Kind.NONE;
        }
    }

    /** @param lengths a bit for each length that is possible; 0: those that the pattern allows */
    private record Numbers(Pattern pattern, int lengths) {
        static Numbers of(@Nullable PhoneNumberDesc facts) {
            if (facts == null) {
                return new Numbers(Pattern.compile(""), 0);
            }
            int lengths = 0;
            for (int length : facts.getPossibleLengthList()) {
                // A kind that a country does not have is written as length -1: no number has it.
                lengths |= length < 0 ? Integer.MIN_VALUE : 1 << length;
            }
            return new Numbers(Pattern.compile(facts.getNationalNumberPattern()), lengths);
        }

        boolean has(String national) {
            return (lengths == 0 || (lengths >> national.length() & 1) != 0)
                    && pattern.matcher(national).matches();
        }
    }
}
