package org.candor.console;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.StoredKey;
import org.candor.keys.KeyDesk;
import org.candor.plumbing.Form;
import org.candor.plumbing.Ids;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** {@code /console/keys}: who may call, since when, and how a key is followed by another one or ended. */
@Path("/console/keys")
@RolesAllowed(Session.ROLE)
public class KeysPage {
    static final String TAB = "Keys";
    static final String PATH = "/console/keys";
    private static final int MOST = 40;

    private final KeyDesk desk;
    private final Forms forms;
    private final Confirming confirming;
    private final ConsolePages pages;
    private final Needs needs;
    private final SecurityIdentity identity;

    KeysPage(
            KeyDesk desk,
            Forms forms,
            Confirming confirming,
            ConsolePages pages,
            Needs needs,
            SecurityIdentity identity) {
        this.desk = desk;
        this.forms = forms;
        this.confirming = confirming;
        this.pages = pages;
        this.needs = needs;
        this.identity = identity;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> show(@QueryParam("after") @Nullable String after) {
        Session session = Session.of(identity);
        if (!session.caller().may(Scopes.KEYS_ADMIN)) {
            return needs.page(session, TAB, "Keys", Scopes.KEYS_ADMIN);
        }
        return desk.page(session.caller(), after == null ? null : Ids.orNotFound(after), MOST + 1)
                .chain(found -> {
                    List<KeyLine> shown = found.stream()
                            .limit(MOST)
                            .map(it -> KeyLine.of(it, session.caller().key()))
                            .toList();
                    Map<String, Object> values = new HashMap<>();
                    values.put("found", shown);
                    values.put("next", found.size() > MOST ? shown.getLast().id() : "");
                    return pages.page(session, TAB, "keys", values);
                });
    }

    @GET
    @Path("{id}/rotate")
    @Operation(hidden = true)
    public Uni<Response> askToRotate(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.KEYS_ADMIN);
        return desk.get(session.caller(), Ids.orNotFound(text)).chain(it -> confirming.ask(session, TAB, rotate(it)));
    }

    private static Confirm rotate(StoredKey it) {
        return new Confirm(
                        "Rotate a key",
                        "A second key like “" + it.name() + "” of " + it.owner()
                                + " is made and shown once. The old one works until you revoke it: do that when the new one is in"
                                + " use.",
                        PATH + "/" + it.id() + "/rotate",
                        PATH,
                        "Make the new key")
                .withName(it.name())
                .withSignIn();
    }

    @POST
    @Path("{id}/rotate")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> rotate(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.KEYS_ADMIN);
        UUID id = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, "typed", Again.FIELD);
        return desk.get(session.caller(), id)
                .chain(it -> confirming.checked(
                        session,
                        TAB,
                        rotate(it),
                        form,
                        request,
                        () -> desk.rotate(session.caller(), id).chain(made -> shown(pages, session, made))));
    }

    /** The only time that a key is on a page: there is no way back to it. */
    static Uni<Response> shown(ConsolePages pages, Session session, KeyDesk.Shown made) {
        return pages.page(
                session,
                TAB,
                "key-shown",
                Map.of("key", KeyLine.of(made.key(), session.caller().key()), "secret", made.text()));
    }

    @GET
    @Path("{id}/revoke")
    @Operation(hidden = true)
    public Uni<Response> askToRevoke(@PathParam("id") String text) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.KEYS_ADMIN);
        return desk.get(session.caller(), Ids.orNotFound(text))
                .chain(it ->
                        confirming.ask(session, TAB, revoke(it, session.caller().key())));
    }

    private static Confirm revoke(StoredKey it, UUID own) {
        return new Confirm(
                        "Revoke a key",
                        "From now on nothing is done for “" + it.name() + "” of " + it.owner()
                                + ", and who is signed in with it is signed out."
                                + (it.id().equals(own) ? " It is the key that you are signed in with." : "")
                                + " A key that is revoked never works again.",
                        PATH + "/" + it.id() + "/revoke",
                        PATH,
                        "Revoke this key")
                .withReason();
    }

    @POST
    @Path("{id}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> revoke(
            @PathParam("id") String text,
            byte[] body,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Session session = Session.of(identity);
        Needs.scope(session, Scopes.KEYS_ADMIN);
        UUID id = Ids.orNotFound(text);
        Form form = forms.posted(session, body, headers, request, "reason");
        return desk.get(session.caller(), id)
                .chain(it -> confirming.checked(
                        session,
                        TAB,
                        revoke(it, session.caller().key()),
                        form,
                        request,
                        () -> desk.revoke(session.caller(), id, form.get("reason"))
                                .map(done -> ConsolePages.seeOther(PATH).build())));
    }
}
