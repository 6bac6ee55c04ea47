package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.notice.Approvals;

/** Where an operator can go: what they have no scope for is not offered. */
@Singleton
class Tabs {
    /**
     * One of the rooms of the console.
     *
     * @param count of what waits there; empty for none
     */
    record Tab(String word, String path, String count) {
        Tab(String word, String path) {
            this(word, path, "");
        }

        /** The letter that leads there: its first. For templates, too. */
        public String key() {
            return word.substring(0, 1).toLowerCase(Locale.ROOT);
        }
    }

    private final Approvals approvals;
    private final SandboxDoor sandbox;

    Tabs(Approvals approvals, SandboxDoor sandbox) {
        this.approvals = approvals;
        this.sandbox = sandbox;
    }

    Uni<List<Tab>> of(Caller caller) {
        return approvals.count(caller).map(waiting -> of(caller, waiting));
    }

    private List<Tab> of(Caller caller, long waiting) {
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab("Incidents", "/console"));
        if (caller.may(Scopes.NOTICES_READ) || caller.may(Scopes.NOTICES_APPROVE)) {
            tabs.add(new Tab("Approvals", "/console/approvals", waiting == 0 ? "" : Said.number(waiting)));
        }
        if (caller.may(Scopes.DELIVERIES_READ)) {
            tabs.add(new Tab("Deliveries", "/console/deliveries"));
        }
        if (caller.may(Scopes.CHANNELS_ADMIN) || caller.may(Scopes.NOTICES_READ)) {
            tabs.add(new Tab("Channels", "/console/channels"));
        }
        if (caller.may(Scopes.DELIVERIES_READ) && !caller.bound()) {
            tabs.add(new Tab("Record", "/console/record"));
        }
        if (caller.may(Scopes.KEYS_ADMIN) && !caller.bound()) {
            tabs.add(new Tab("Keys", "/console/keys"));
        }
        if (sandbox.isOpen() && caller.may(Scopes.RECIPIENTS_READ) && !caller.bound()) {
            tabs.add(new Tab(SandboxResource.TAB, SandboxResource.HERE));
        }
        return tabs;
    }
}
