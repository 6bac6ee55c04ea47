package org.candor.console;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.candor.access.Session;
import org.candor.courier.Courier;
import org.candor.courier.Couriers;
import org.candor.delivery.Channel;
import org.candor.delivery.Network;
import org.candor.incident.ExposedClass;
import org.candor.incident.Facts;
import org.candor.incident.Incidents;
import org.candor.notice.ByHand;
import org.candor.plumbing.Templates;
import org.jspecify.annotations.Nullable;

/** The form of a notice, two languages side by side, with a preview of what is in it. */
@Singleton
class ComposePage {
    private static final String TAB = "Incidents";

    private final ConsolePages pages;
    private final Incidents incidents;
    private final ByHand byHand;
    private final Sketching sketching;
    private final Couriers couriers;
    private final Templates templates;

    ComposePage(
            ConsolePages pages,
            Incidents incidents,
            ByHand byHand,
            Sketching sketching,
            Couriers couriers,
            Templates templates) {
        this.pages = pages;
        this.incidents = incidents;
        this.byHand = byHand;
        this.sketching = sketching;
        this.couriers = couriers;
        this.templates = templates;
    }

    /**
     * A form as it is shown.
     *
     * @param seen the notice that is edited; null for a new one
     * @param alert what went wrong with the whole; empty for nothing
     * @param kept by field, what somebody else has saved there meanwhile
     * @param done what went well; empty for nothing
     */
    record Sheet(
            UUID incident,
            ByHand.@Nullable Seen seen,
            Written written,
            Wrong wrong,
            String alert,
            Map<String, String> kept,
            String done) {
        Sheet(UUID incident, ByHand.@Nullable Seen seen, Written written) {
            this(incident, seen, written, Wrong.NOTHING, "", Map.of(), "");
        }

        Sheet but(Wrong wrong, String alert) {
            return new Sheet(incident, seen, written, wrong, alert, kept, done);
        }

        Sheet done(String said) {
            return new Sheet(incident, seen, written, wrong, alert, kept, said);
        }
    }

    /** One text in one language. */
    record Cell(String id, String tag, String text, String wrong, String kept) {}

    /** One text in the languages that are shown; {@code rows} is 0 for a single line. */
    record Row(String name, String label, String hint, int rows, List<Cell> cells) {}

    /** A text of a language that is not shown, carried along. */
    record Carried(String name, String text) {}

    /** What can be ticked or chosen. */
    record Choice(String name, String value, String said, boolean chosen) {}

    Uni<Response> show(int status, Session session, Sheet sheet) {
        return incidents
                .facts(sheet.incident())
                .chain(facts -> byHand.told(session.caller(), sheet.incident())
                        .chain(told -> sketching
                                .shown(session, sheet)
                                .chain(shown -> pages.page(
                                        status, session, TAB, "compose", values(sheet, facts, told, shown)))));
    }

    private Map<String, Object> values(Sheet it, Facts facts, List<ByHand.Told> told, Shown shown) {
        Written written = it.written();
        List<String> tags = written.tags();
        String beside = beside(written, tags);
        Map<String, Object> values = new HashMap<>();
        values.put("facts", facts);
        values.put(
                "exposed",
                facts.exposed().stream().map(ExposedClass::word).sorted().toList());
        values.put("it", written);
        values.put("notice", it.seen() == null ? "" : it.seen().notice().id().toString());
        values.put("state", it.seen() == null ? "" : it.seen().notice().state());
        values.put("action", action(it));
        values.put("wrong", it.wrong());
        values.put("alert", it.alert());
        values.put("done", it.done());
        values.put("changed", !it.kept().isEmpty());
        values.put("rows", rows(it, tags, beside));
        values.put("carried", carried(written, tags, beside));
        values.put("tags", tags);
        values.put("slots", tags.size());
        values.put("beside", beside);
        values.put(
                "others",
                tags.stream().skip(1).filter(tag -> !tag.equals(beside)).toList());
        values.put("known", templates.languages().tags());
        values.put("kinds", choices("kind", written, "initial", "update", "remediated", "correction"));
        values.put("told", told(written, told));
        values.put("channels", channels(written));
        values.put("accounts", accounts(written));
        values.put(
                "doubts",
                Written.CHANNELS.stream().map(way -> doubt(written, way)).toList());
        values.put("people", SamplePeople.choices(written.get("show_person")));
        values.put("posts", posts(written));
        values.put("ways", choices("show_channel", written, "email", "sms", "social"));
        values.put("shown", shown);
        return values;
    }

    private static String action(Sheet it) {
        return it.seen() == null
                ? "/console/incidents/" + it.incident() + "/notices/new"
                : "/console/notices/" + it.seen().notice().id() + "/edit";
    }

    /** The language beside the first one: the one that was asked for, else the next; empty if there is one alone. */
    static String beside(Written written, List<String> tags) {
        String wanted = written.get("beside");
        return tags.indexOf(wanted) > 0 ? wanted : tags.size() > 1 ? tags.get(1) : "";
    }

    private static List<Row> rows(Sheet it, List<String> tags, String beside) {
        return Written.TEXTS.stream()
                .map(name -> new Row(
                        name,
                        Wrong.name(name),
                        Hints.of(name),
                        Hints.rows(name),
                        Stream.of(tags.isEmpty() ? "" : tags.getFirst(), beside)
                                .filter(tag -> !tag.isEmpty())
                                .map(tag -> cell(it, name, tag, tags.indexOf(tag)))
                                .toList()))
                .toList();
    }

    private static Cell cell(Sheet it, String name, String tag, int slot) {
        String id = name + slot;
        Map<String, String> texts =
                Objects.requireNonNull(it.written().languages().get(tag));
        return new Cell(
                id,
                tag,
                texts.getOrDefault(name, ""),
                it.wrong().said(id),
                it.kept().getOrDefault(name + " " + tag, ""));
    }

    private static List<Carried> carried(Written written, List<String> tags, String beside) {
        List<Carried> carried = new ArrayList<>();
        for (int slot = 0; slot < tags.size(); slot++) {
            String tag = tags.get(slot);
            carried.add(new Carried("tag" + slot, tag));
            if (slot > 0 && !tag.equals(beside)) {
                Map<String, String> texts =
                        Objects.requireNonNull(written.languages().get(tag));
                for (String name : Written.TEXTS) {
                    carried.add(new Carried(name + slot, texts.getOrDefault(name, "")));
                }
            }
        }
        return carried;
    }

    private static List<Choice> choices(String field, Written written, String... words) {
        return Stream.of(words)
                .map(it -> new Choice(field, it, Hints.word(it), it.equals(written.get(field))))
                .toList();
    }

    private static List<Choice> told(Written written, List<ByHand.Told> told) {
        List<Choice> choices = new ArrayList<>();
        String chosen = written.get("follows");
        boolean known = chosen.isEmpty()
                || told.stream().anyMatch(it -> it.id().toString().equals(chosen));
        if (!known) {
            choices.add(new Choice("follows", chosen, chosen, true));
        }
        for (ByHand.Told it : told) {
            String said = it.kind() + ", released " + Said.whole(it.releasedAt(), written.zone()) + " to "
                    + Said.number(it.people()) + (it.people() == 1 ? " person" : " people");
            choices.add(new Choice(
                    "follows", it.id().toString(), said, it.id().toString().equals(chosen)));
        }
        return choices;
    }

    private static List<Choice> channels(Written written) {
        return Written.CHANNELS.stream()
                .map(it -> new Choice("channel_" + it, "on", Hints.word(it), written.on("channel_" + it)))
                .toList();
    }

    /** Those that are configured, and those that the notice names anyhow. */
    private List<Choice> accounts(Written written) {
        Set<String> all = new LinkedHashSet<>(written.accounts());
        couriers.all().stream().map(Courier::account).forEach(all::add);
        List<Choice> choices = new ArrayList<>();
        for (String it : all) {
            if (choices.size() < Written.MOST_ACCOUNTS) {
                choices.add(new Choice(
                        "account" + choices.size(), it, it, written.accounts().contains(it)));
            }
        }
        return choices;
    }

    private static Choice doubt(Written written, String way) {
        String field = "unknown_" + way;
        return new Choice(
                field, written.get(field), Hints.word(way), written.get(field).equals("resend"));
    }

    /** The public accounts, and for each other network one that anybody could have. */
    private List<Choice> posts(Written written) {
        Set<String> accounts = new LinkedHashSet<>();
        couriers.of(Channel.SOCIAL).stream().map(Courier::account).forEach(accounts::add);
        for (Network network : Network.values()) {
            if (accounts.stream().noneMatch(it -> it.startsWith(network.word() + ":"))) {
                accounts.add(network.word() + ":main");
            }
        }
        return accounts.stream()
                .map(it -> new Choice("show_account", it, it, it.equals(written.get("show_account"))))
                .toList();
    }
}
