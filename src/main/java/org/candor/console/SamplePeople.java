package org.candor.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.candor.notice.Previews;
import org.jspecify.annotations.Nullable;

/** People who are not there, to show messages to: everything that leaked is theirs. */
final class SamplePeople {
    private static final String NOBODY = "nobody";
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("alex", Previews.SOMEBODY);
        NAMES.put("long", "Maximiliane Konstantinopoulou-Wolfeschlegelstein");
        NAMES.put("right", "ليلى نموذج");
        NAMES.put(NOBODY, "");
    }

    /** One that can be chosen. */
    record Choice(String value, String said, boolean chosen) {}

    private SamplePeople() {}

    static List<Choice> choices(String chosen) {
        return NAMES.entrySet().stream()
                .map(it -> new Choice(
                        it.getKey(),
                        it.getValue().isEmpty() ? "somebody whose name is not known" : it.getValue(),
                        it.getKey().equals(chosen)))
                .toList();
    }

    /** Null for somebody without a name. */
    static @Nullable String name(String choice) {
        return choice.equals(NOBODY) ? null : NAMES.getOrDefault(choice, Previews.SOMEBODY);
    }
}
