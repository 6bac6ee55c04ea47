package org.candor.queue;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.candor.plumbing.StrictJson;
import org.junit.jupiter.api.Test;

/** What the API's description shows is what the API takes and gives. */
class ExamplesTest {
    @Test
    void each_example_of_the_description_is_what_it_stands_for() {
        assertEquals("email:main", read(Examples.ACCOUNT, AccountView.class).account());
        assertEquals(false, read(Examples.CLOSED, AccountView.class).gate().open());
        assertEquals(true, read(Examples.PROBING, AccountView.class).gate().probing());
        assertEquals(
                2, read(Examples.LIST, ChannelResource.Listed.class).items().size());
        assertEquals(
                "relay is being moved",
                Switchboard.checked(
                        read(Examples.WHY, ChannelResource.Why.class).reason(), true));
        assertEquals(
                Epoch.Decision.HOLD,
                read(Examples.RESTORED, RestoredResource.Decided.class)
                        .checked()
                        .decision());
        assertEquals(
                false,
                read(Examples.FOLLOWING, RestoredResource.Following.class).sending());
        assertEquals(1, read(Examples.MOVED, ChannelResource.Moved.class).gates());
        assertDoesNotThrow(() -> PaceText.parse(
                read(Examples.PACE, ChannelResource.NewPace.class).pace()));
    }

    private static <T> T read(String json, Class<T> type) {
        return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), type);
    }
}
