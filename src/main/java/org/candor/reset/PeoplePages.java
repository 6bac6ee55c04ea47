package org.candor.reset;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.candor.incident.Incidents;
import org.candor.incident.Person;
import org.candor.incident.Recipients;
import org.candor.plumbing.Visitor;
import org.jspecify.annotations.Nullable;

/** Fills the people's pages with what the database knows. */
@Singleton
class PeoplePages {
    private final Incidents incidents;
    private final Recipients recipients;
    private final WhoWeAre who;
    private final Pages pages;

    PeoplePages(Incidents incidents, Recipients recipients, WhoWeAre who, Pages pages) {
        this.incidents = incidents;
        this.recipients = recipients;
        this.who = who;
        this.pages = pages;
    }

    /** The page behind a link: opens the person, to say what of theirs leaked. */
    Uni<Response> reset(Visitor visitor, Requests.Holder holder, String formToken) {
        return recipients
                .open(holder.incident(), List.of(holder.recipient()))
                .chain(people -> reset(visitor, holder, formToken, people.get(holder.recipient())));
    }

    /** Somebody who was erased since has nothing left to show. */
    private Uni<Response> reset(Visitor visitor, Requests.Holder holder, String formToken, @Nullable Person person) {
        if (person == null) {
            return neutral(visitor);
        }
        Visitor reader = pages.reader(visitor, person.locale());
        return incidents
                .facts(holder.incident())
                .map(it -> pages.reset(reader, it.organisation(), person.exposed(), formToken));
    }

    Uni<Response> done(Visitor visitor, ResetRequest request) {
        return incidents.facts(request.incident()).map(it -> pages.done(visitor, it.organisation(), request));
    }

    Uni<Response> neutral(Visitor visitor) {
        return who.now().map(it -> pages.neutral(visitor, it));
    }

    Uni<Response> verify(Visitor visitor, Pages.Checked checked) {
        return who.now().map(it -> pages.verify(visitor, it, checked));
    }

    /** Too many requests from one address. */
    Uni<Response> busy(Visitor visitor) {
        return who.now().map(it -> later(pages.busy(visitor, it), "60"));
    }

    /** The form was not posted from our page. */
    Uni<Response> refused(Visitor visitor) {
        return who.now().map(it -> pages.sorry(visitor, it, 403));
    }

    /** Something of ours does not work. */
    Uni<Response> sorry(Visitor visitor) {
        return who.now().map(it -> later(pages.sorry(visitor, it, 503), "5"));
    }

    private static Response later(Response page, String seconds) {
        return Response.fromResponse(page).header("Retry-After", seconds).build();
    }
}
