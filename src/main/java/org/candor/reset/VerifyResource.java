package org.candor.reset;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.candor.delivery.Channel;
import org.candor.incident.Incidents;
import org.candor.plumbing.Form;
import org.candor.plumbing.Visitor;
import org.candor.vault.VerifyCode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Anybody can check whether a message is ours: a code tells when it was sent, how, by whom and under which subject. */
@Path("/verify")
@PermitAll
public class VerifyResource {
    /** Looked for in place of what can be no code, so that every answer takes a query. */
    private static final String NO_CODE = "no code";

    private final Pool pool;
    private final Incidents incidents;
    private final PeoplePages pages;
    private final Guard guard;

    VerifyResource(Pool pool, Incidents incidents, PeoplePages pages, Guard guard) {
        this.pool = pool;
        this.incidents = incidents;
        this.pages = pages;
        this.guard = guard;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> ask(@QueryParam("lang") @Nullable String language, @Context HttpHeaders headers) {
        return pages.verify(Visitor.of(headers, language), new Pages.Checked.NotYet());
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> check(
            byte[] body,
            @QueryParam("lang") @Nullable String language,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Visitor visitor = Visitor.of(headers, language);
        if (!guard.mayMiss(request)) {
            return guard.busy(visitor);
        }
        String typed = Form.read(body, Set.of("code")).get("code");
        if (typed.isBlank()) {
            return pages.verify(visitor, new Pages.Checked.Missing());
        }
        String code = VerifyCode.parse(typed);
        return found(code == null ? NO_CODE : code)
                .invoke(checked -> {
                    if (checked instanceof Pages.Checked.Unknown) {
                        guard.missed(request);
                    }
                })
                .chain(checked -> pages.verify(visitor, checked))
                .onFailure(Guard::isOurs)
                .recoverWithUni(e -> guard.sorry(visitor, e));
    }

    private Uni<Pages.Checked> found(String code) {
        return pool.preparedQuery(ResetLinks.SQL.get("verify"))
                .execute(Tuple.of(code))
                .chain(rows -> Multi.createFrom()
                        .iterable(rows)
                        .onItem()
                        .transformToUniAndConcatenate(this::sent)
                        .collect()
                        .asList())
                .map(sent -> sent.isEmpty() ? new Pages.Checked.Unknown() : new Pages.Checked.Found(sent));
    }

    private Uni<Pages.Sent> sent(Row row) {
        List<Channel> channels =
                Stream.of(row.getArrayOfStrings("channels")).map(Channel::of).toList();
        Map<String, String> subjects = new HashMap<>();
        ((JsonObject) row.getValue("subjects"))
                .forEach(it -> subjects.put(it.getKey(), it.getValue().toString()));
        return incidents
                .facts(row.getUUID("incident"))
                .map(facts -> new Pages.Sent(
                        row.getOffsetDateTime("announced_at").toLocalDate(),
                        channels,
                        facts.organisation().name(),
                        subjects,
                        row.getString("default_locale")));
    }
}
