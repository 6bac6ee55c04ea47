package org.candor.bulletin;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.candor.incident.Facts;
import org.candor.notice.PublicPage;
import org.candor.notice.Publications.Found;
import org.candor.plumbing.Faults;
import org.candor.plumbing.Problem;
import org.candor.plumbing.Templates;
import org.candor.plumbing.Visitor;
import org.candor.reset.Frame;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What anybody can read: every posted notice with what followed it, the list of them, and feeds. */
@Path("/notices")
@PermitAll
public class BulletinResource {
    private static final Logger LOG = Logger.getLogger(BulletinResource.class);

    private final Shelf shelf;
    private final NoticePages pages;
    private final Templates templates;

    BulletinResource(Shelf shelf, NoticePages pages, Templates templates) {
        this.shelf = shelf;
        this.pages = pages;
        this.templates = templates;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> list(@QueryParam("lang") @Nullable String language, @Context HttpHeaders headers) {
        Visitor visitor = Visitor.of(headers, language);
        return orSorry(visitor, shelf.list(visitor.words(templates.languages())).map(it -> page(it, headers)));
    }

    @GET
    @Path("{slug}")
    @Operation(hidden = true)
    public Uni<Response> notice(
            @PathParam("slug") String slug,
            @QueryParam("lang") @Nullable String language,
            @Context HttpHeaders headers) {
        Visitor visitor = Visitor.of(headers, language);
        return orSorry(visitor, shelf.found(slug).chain(found -> shown(found, visitor, headers)));
    }

    private Uni<Response> shown(Found found, Visitor visitor, HttpHeaders headers) {
        return switch (found) {
            case Found.Open it ->
                shelf.page(it.page(), language(it.page(), visitor)).map(printed -> page(printed, headers));
            case Found.Withdrawn it -> Uni.createFrom().item(() -> withdrawn(visitor, it.facts()));
            case Found.Nothing it -> nowhere(visitor);
        };
    }

    private static String language(PublicPage page, Visitor visitor) {
        String tag = visitor.first(page.first().brief().contents().keySet());
        return tag == null ? page.first().brief().defaultLocale() : tag;
    }

    private Response withdrawn(Visitor visitor, Facts facts) {
        if (!visitor.wantsPage()) {
            throw Problem.of(410, "gone", "This notice was withdrawn: what it said does not count any more.");
        }
        return pages.withdrawn(visitor, facts.organisation());
    }

    private Uni<Response> nowhere(Visitor visitor) {
        if (!visitor.wantsPage()) {
            throw Problem.of(404, "not-found", "There is no notice at this address.");
        }
        return pages.nowhere(visitor);
    }

    @GET
    @Path("feed.atom")
    @Operation(hidden = true)
    public Uni<Response> atom(@QueryParam("lang") @Nullable String language, @Context HttpHeaders headers) {
        return shelf.atom(language).map(it -> feed(it, headers, "application/atom+xml;charset=utf-8"));
    }

    @GET
    @Path("feed.json")
    @Operation(hidden = true)
    public Uni<Response> json(@QueryParam("lang") @Nullable String language, @Context HttpHeaders headers) {
        return shelf.json(language).map(it -> feed(it, headers, "application/feed+json"));
    }

    private static Response page(Printed printed, HttpHeaders headers) {
        return printed.answer(
                headers.getHeaderString(HttpHeaders.IF_NONE_MATCH), it -> Frame.answer(200, it.text(), it.language()));
    }

    private static Response feed(Printed printed, HttpHeaders headers, String type) {
        return printed.answer(
                headers.getHeaderString(HttpHeaders.IF_NONE_MATCH),
                it -> Response.ok(it.text(), type).header("Content-Language", it.language()));
    }

    /** A person gets a page that says to try again, a program the problem document. */
    private Uni<Response> orSorry(Visitor visitor, Uni<Response> page) {
        return page.onFailure(e -> !(e instanceof Problem) && visitor.wantsPage())
                .recoverWithUni(e -> {
                    LOG.errorf("a public page failed: %s", Faults.describe(e));
                    return pages.sorry(visitor);
                });
    }
}
