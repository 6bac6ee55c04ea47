package org.candor.console;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.candor.access.Caller;
import org.candor.access.Scopes;
import org.candor.access.Session;
import org.candor.access.Zone;
import org.candor.notice.ByHand;
import org.candor.notice.NoticeView;
import org.candor.notice.Plans;
import org.candor.plumbing.Form;
import org.candor.plumbing.Problem;
import org.jspecify.annotations.Nullable;

/** What somebody must know who approves or releases a notice, and whether they may. */
@Singleton
class DecisionPage {
    /** What the page is for; the word is its template. */
    enum Act {
        APPROVE("approve", "Nothing was approved: tick the sentence to say that you agree to it."),
        RELEASE("release", "Nothing was released: tick the sentence to say that this is what you want.");

        private final String template;
        private final String notTicked;

        Act(String template, String notTicked) {
            this.template = template;
            this.notTicked = notTicked;
        }
    }

    private final ByHand byHand;
    private final Plans plans;
    private final ConsolePages pages;
    private final Forms forms;
    private final Again again;

    DecisionPage(ByHand byHand, Plans plans, ConsolePages pages, Forms forms, Again again) {
        this.byHand = byHand;
        this.plans = plans;
        this.pages = pages;
        this.forms = forms;
        this.again = again;
    }

    Uni<Response> of(int status, Session session, UUID id, Act act, String alert) {
        Caller caller = session.caller();
        String tab = act == Act.APPROVE ? ApprovalsResource.TAB : "Incidents";
        if (!caller.may(Scopes.NOTICES_READ)
                && !caller.may(act == Act.APPROVE ? Scopes.NOTICES_APPROVE : Scopes.NOTICES_RELEASE)) {
            return pages.page(
                    session,
                    tab,
                    "lacks",
                    Map.of("what", act.template + " notices", "scopes", "the scope notices:" + act.template));
        }
        return byHand.read(caller, id)
                .chain(it -> values(session, it, alert))
                .chain(values -> pages.page(status, session, tab, act.template, values));
    }

    /**
     * Takes the answer to the page: whoever ticked the sentence, and proved once more who they are, decides.
     *
     * @param decide decides about the revision that they saw
     */
    Uni<Response> decided(
            Session session,
            UUID id,
            Act act,
            byte[] body,
            HttpHeaders headers,
            HttpServerRequest request,
            Function<String, Uni<Response>> decide) {
        Form form = forms.posted(session, body, headers, request, "revision", "agree", Again.FIELD);
        if (form.get("agree").isEmpty()) {
            return of(422, session, id, act, act.notTicked);
        }
        return again.wrong(session, form.get(Again.FIELD), request)
                .chain(wrong ->
                        wrong.isEmpty() ? decide.apply(form.get("revision")) : of(422, session, id, act, wrong));
    }

    private Uni<Map<String, Object>> values(Session session, ByHand.Seen it, String alert) {
        return outlook(session, it)
                .chain(outlook -> byHand.voided(it).map(before -> {
                    Map<String, Object> values = values(session.caller(), it, outlook, alert);
                    values.put("before", before == null ? "" : since(before, it.notice(), session.zone()));
                    values.putAll(Redline.of(it.spec(), before == null ? null : it.agreed()));
                    return values;
                }));
    }

    /** What changed since somebody approved it. */
    private static String since(ByHand.Voided before, NoticeView now, Zone zone) {
        String changes = before.sameContent()
                ? "It says the same as then"
                : "What it says, or what is known of the incident, has changed since";
        String people = now.audience() == null || now.audience() == before.people()
                ? "."
                : "; it went to " + Said.people(before.people()) + " then.";
        return before.by() + " approved it before, on " + Said.whole(before.at(), zone) + ": that counts no more. "
                + changes + people;
    }

    /** Empty for what was not submitted or went out, and for what cannot be sent as things are, with the reason. */
    private record Seen(@Nullable Outlook outlook, String why) {}

    private Uni<Seen> outlook(Session session, ByHand.Seen it) {
        if (!it.notice().state().equals("awaiting_approval")) {
            return Uni.createFrom().item(new Seen(null, ""));
        }
        return plans.of(session.caller(), it.notice().id())
                .map(plan -> new Seen(Outlook.of(plan, session.zone()), ""))
                .onFailure(fault -> fault instanceof Problem problem && problem.status() == 422)
                .recoverWithItem(_ -> new Seen(null, "An account that it goes through is not configured any more."));
    }

    private static Map<String, Object> values(Caller caller, ByHand.Seen it, Seen seen, String alert) {
        NoticeView notice = it.notice();
        Map<String, Object> values = new HashMap<>();
        values.put("it", notice);
        values.put("state", notice.state().replace('_', ' '));
        values.put("revision", it.revision());
        values.put("kind", Hints.word(notice.kind()));
        values.put("alert", alert);
        values.put("follows", notice.follows() == null ? "" : notice.follows());
        values.put("hash", notice.contentHash() == null ? "" : notice.contentHash());
        values.put("people", notice.audience() == null ? "" : Said.people(notice.audience()));
        values.put("submittedBy", notice.submittedBy() == null ? "" : notice.submittedBy());
        values.put("submitted", Said.at(notice.submittedAt()));
        values.put("outlook", seen.outlook() == null ? "" : seen.outlook());
        values.put("why", seen.why());
        approval(values, caller, it);
        return values;
    }

    private static void approval(Map<String, Object> values, Caller caller, ByHand.Seen it) {
        NoticeView notice = it.notice();
        NoticeView.Extension extension = notice.extension();
        boolean waits = extension != null || notice.state().equals("awaiting_approval");
        boolean needed = Boolean.TRUE.equals(notice.needsApproval());
        boolean agrees = needed && !it.approved();
        values.put("waits", waits);
        values.put("needed", needed);
        values.put("alone", Said.people(it.alone()));
        values.put("mayApprove", caller.may(Scopes.NOTICES_APPROVE));
        values.put("mayRelease", caller.may(Scopes.NOTICES_RELEASE));
        values.put("approved", it.approved());
        values.put("agrees", agrees);
        values.put("nothing", extension == null && !agrees);
        values.put("own", it.yours() || extension != null && it.asked());
        values.put("barred", !agrees ? "" : it.yours() ? "own" : caller.may(Scopes.NOTICES_APPROVE) ? "" : "scope");
        values.put(
                "approvedBy", notice.approval() == null ? "" : notice.approval().by());
        values.put(
                "approvedAt",
                notice.approval() == null
                        ? Said.NEVER
                        : Said.at(notice.approval().at()));
        values.put("goesOut", it.goesOut() || extension != null);
        values.put("extension", extension == null ? "" : Said.people(extension.audience()));
        values.put("extensionBy", extension == null ? "" : extension.by());
        values.put("extensionAt", extension == null ? Said.NEVER : Said.at(extension.at()));
    }

    /** A problem that the page itself can say. */
    static boolean sayable(Throwable fault) {
        return fault instanceof Problem it
                && (it.status() == 403 || it.status() == 409 || it.status() == 412 || it.status() == 422);
    }

    static String said(Problem problem, String done) {
        String what = problem.status() == 412
                ? "It has changed since you opened this page. Below is what it is now: read it again."
                : problem.errors().isEmpty() ? problem.detail() : Wrong.said(problem.errors());
        return "It was not " + done + " by you. " + what;
    }
}
