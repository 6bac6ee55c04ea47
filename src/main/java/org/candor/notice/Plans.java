package org.candor.notice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.candor.access.Caller;
import org.candor.delivery.Channel;
import org.candor.incident.Recipients;
import org.candor.incident.Shape;
import org.candor.incident.TimeZones;
import org.candor.plumbing.Problem;
import org.candor.queue.Gates;
import org.jspecify.annotations.Nullable;

/** Works out what the release of a submitted notice would set in motion. */
@ApplicationScoped
public class Plans {
    private static final int AT_ONCE = 5_000;
    private static final int KEPT = 50;

    /** Of one submission: another one may go to others. */
    private record Fixed(UUID notice, OffsetDateTime at) {}

    private final Pool pool;
    private final Desk desk;
    private final Audience audience;
    private final Recipients recipients;
    private final Accounts accounts;
    private final Gates gates;
    private final NoticeConfig config;
    private final InstantSource clock;
    /** An audience is fixed, and to count it is to read all of it. */
    private final Map<Fixed, Map<Shape, Long>> known = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Fixed, Map<Shape, Long>> eldest) {
            return size() > KEPT;
        }
    });

    Plans(
            Pool pool,
            Desk desk,
            Audience audience,
            Recipients recipients,
            Accounts accounts,
            Gates gates,
            NoticeConfig config,
            InstantSource clock) {
        this.pool = pool;
        this.desk = desk;
        this.audience = audience;
        this.recipients = recipients;
        this.accounts = accounts;
        this.gates = gates;
        this.config = config;
        this.clock = clock;
    }

    /** 409 for a notice that was not submitted: nobody knows whom it would go to. */
    public Uni<Plan> of(Caller caller, UUID id) {
        return desk.find(caller, id).chain(this::plan);
    }

    private Uni<Plan> plan(Notice it) {
        if (it.facts == null || it.submittedAt == null) {
            throw Problem.of(409, "conflict", "This notice was not submitted yet: nobody knows whom it goes to.");
        }
        Map<Channel, List<String>> lanes = accounts.of(it.spec());
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        OffsetDateTime begin = it.spec().notBefore();
        OffsetDateTime begins = begin == null || begin.isBefore(now) ? now : begin;
        OffsetDateTime named = it.spec().deadline();
        Rules rules = new Rules(it.facts(), region -> textFrom(it, begins, region));
        return shapes(it)
                .chain(shapes -> gates.all()
                        .chain(all -> gates.depths(all)
                                .map(depths -> Plan.of(
                                        shapes,
                                        rules,
                                        it.spec().textAfterEmail(),
                                        standing(lanes, all, depths),
                                        begins,
                                        named == null ? begins.plus(config.defaultDeadline()) : named))));
    }

    private @Nullable OffsetDateTime textFrom(Notice it, OffsetDateTime begins, @Nullable String region) {
        Instant start = begins.toInstant();
        Instant opens = TextHours.of(it.spec()).opens(start, TimeZones.of(region), config.defaultZone());
        return opens.equals(start) ? null : opens.atOffset(ZoneOffset.UTC);
    }

    private static List<Plan.Account> standing(
            Map<Channel, List<String>> lanes, List<Gates.Gate> all, Map<String, Gates.Depth> depths) {
        List<Plan.Account> accounts = new ArrayList<>();
        lanes.forEach((channel, names) -> names.forEach(name -> {
            Gates.Depth depth = depths.getOrDefault(name, new Gates.Depth(0, 0, 0));
            Gates.Gate gate = all.stream()
                    .filter(it -> it.account().equals(name))
                    .findFirst()
                    .orElse(null);
            accounts.add(new Plan.Account(
                    channel,
                    name,
                    depth.queued(),
                    gate == null || gate.open(),
                    gate == null ? null : gate.reason(),
                    gate == null ? null : gate.perSecond()));
        }));
        return accounts;
    }

    private Uni<Map<Shape, Long>> shapes(Notice it) {
        Fixed key = new Fixed(it.id, it.submittedAt);
        Map<Shape, Long> before = known.get(key);
        if (before != null) {
            return Uni.createFrom().item(before);
        }
        return counted(it).invoke(shapes -> known.put(key, shapes));
    }

    private Uni<Map<Shape, Long>> counted(Notice it) {
        if (it.spec().personal().isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return it.follows == null
                ? recipients.shapes(it.incident, Arrays.asList(it.audienceImports), it.submittedAt)
                : walk(it, null, new HashMap<>());
    }

    /** A follow-up goes to people by name: they are read page by page. Who was erased since has no shape any more. */
    private Uni<Map<Shape, Long>> walk(Notice it, @Nullable UUID after, Map<Shape, Long> shapes) {
        return audience.page(pool, it, Audience.Part.first(it), after, AT_ONCE).chain(page -> {
            page.people().forEach(person -> shapes.merge(Shape.of(person), 1L, Long::sum));
            return page.size() < AT_ONCE ? Uni.createFrom().item(shapes) : walk(it, page.last(), shapes);
        });
    }
}
