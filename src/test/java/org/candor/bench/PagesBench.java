package org.candor.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.candor.rig.Api;
import org.candor.rig.Samples;
import org.candor.rig.Service;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * How long the console's pages take with {@code -Dbench.rows} people (1,000,000) and as many deliveries of one notice behind them, of
 * which some have gone out, some are in trouble and most wait. From the front page it follows every link and every part that
 * is polled, three addresses of each kind at most, asks for each one five times, and takes the median. A page that is not
 * there, or over its bounds of {@value #MOST_MILLIS} ms and {@value #MOST_BYTES} bytes, fails the run.
 */
final class PagesBench {
    private static final int ROWS = Integer.getInteger("bench.rows", 1_000_000);
    private static final int SENT = Math.min(20_000, ROWS / 4);
    private static final int EACH = 3;
    private static final int TIMES = 5;
    private static final int MOST_MILLIS = 200;
    private static final int MOST_BYTES = 100 * 1024;
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern VALUE = Pattern.compile("=[^&]*");
    /** What is streamed as long as it takes, and what ends the session. */
    private static final Pattern NO_PAGE = Pattern.compile("\\.(csv|ndjson)$|/source$|/sign-out$|/evidence");

    private final Service service;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new HashMap<>();

    private PagesBench(Service service) {
        this.service = service;
    }

    /** One address: the median, and how much came. */
    private record Seen(String kind, String path, int status, double millis, int bytes) {
        boolean good() {
            return status == 200 && millis <= MOST_MILLIS && bytes <= MOST_BYTES;
        }
    }

    static void run(Path folder) throws Exception {
        try (Service service =
                Service.start(Service.Plan.demo(folder.resolve("data")).withJvm("-Xmx512m", "-XX:+UseSerialGC"))) {
            List<String> starts = populate(service, folder);
            PagesBench bench = new PagesBench(service);
            bench.signIn();
            report(bench.walk(starts));
        }
    }

    /** A notice to everybody that is halted under way; answers where to look beside what is linked. */
    private static List<String> populate(Service service, Path folder) throws Exception {
        Api author = Api.demo(service, "operator");
        String incident = Samples.report(author);
        Path list = folder.resolve("people.ndjson");
        write(list);
        author.uploadBySystem("/v1/incidents/" + incident + "/recipients?name=all", "application/x-ndjson", list)
                .expect(202);
        String id = Samples.release(author, Api.demo(service, "approver"), incident);
        Embedded database = Embedded.of(service);
        await(database, "SELECT count(*) >= " + ROWS + " FROM delivery");
        await(database, "SELECT count(*) >= " + SENT + " FROM attempt");
        await(database, "SELECT count(*) >= 3 FROM trouble WHERE state = 'unknown'");
        author.post("/v1/notices/" + id + "/pause", "{}").expect(200);
        String next = waiting(author, incident);
        // What is counted a moment later, and what ends in doubt, is there too.
        Thread.sleep(Duration.ofSeconds(20));
        String deliveries = "/console/notices/" + id + "/deliveries";
        return List.of(
                "/console",
                "/console/notices/" + next + "/approve",
                "/console/notices/" + next + "/release",
                deliveries + "?channel=email",
                deliveries + "?state=bounced&channel=email",
                deliveries + "?domain=gmail",
                deliveries + "?domain=4100",
                "/console/deliveries?channel=email&state=queued");
    }

    /** A notice to everybody that waits for a second person. */
    private static String waiting(Api author, String incident) throws IOException, InterruptedException {
        String id = author.post("/v1/notices", Samples.notice(incident))
                .expect(201)
                .body()
                .get("id")
                .asText();
        String notice = "/v1/notices/" + id;
        author.postIf(notice + "/submit", author.get(notice).expect(200).header("ETag"))
                .expect(200);
        return id;
    }

    private static void write(Path list) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(list)) {
            for (int i = 0; i < ROWS; i++) {
                String fate =
                        i % 100 == 1 ? "bounce+" : i % 100 == 2 ? "busy+" : i % 1_000 == 3 ? "cut-after-dot+" : "";
                out.write(Samples.recipient(i).replace("\"person.", "\"" + fate + "person."));
                out.newLine();
            }
        }
    }

    private static void await(Embedded database, String question) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!answer(database, question)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + LIMIT + ": " + question);
            }
            Thread.sleep(Duration.ofSeconds(2));
        }
    }

    private static boolean answer(Embedded database, String question) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private void signIn() throws IOException, InterruptedException {
        Document page =
                Jsoup.parse(call(HttpRequest.newBuilder(at("/console/sign-in"))).body());
        Element form = page.select("form:has(input[name=key])").first();
        if (form == null) {
            throw new IllegalStateException("nobody can sign in with a key");
        }
        String fields = form.select("input[type=hidden]").stream()
                .map(it -> it.attr("name") + "=" + encoded(it.attr("value")))
                .collect(Collectors.joining("&"));
        HttpResponse<String> in = call(HttpRequest.newBuilder(at("/console/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(HttpRequest.BodyPublishers.ofString(
                        fields + "&key=" + encoded(Api.demoKey(service.data(), "operator")))));
        if (in.statusCode() != 303) {
            throw new IllegalStateException("signing in was answered with " + in.statusCode());
        }
    }

    private List<Seen> walk(List<String> starts) throws IOException, InterruptedException {
        Map<String, Set<String>> kinds = new HashMap<>();
        Set<String> known = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(starts);
        List<Seen> seen = new ArrayList<>();
        while (!open.isEmpty()) {
            String path = open.remove();
            Set<String> same = kinds.computeIfAbsent(kind(path), _ -> new LinkedHashSet<>());
            if (!known.add(path) || same.size() == EACH && !starts.contains(path)) {
                continue;
            }
            same.add(path);
            HttpResponse<String> first = call(HttpRequest.newBuilder(at(path)));
            seen.add(measured(path, first));
            open.addAll(links(path, first.body()));
        }
        return seen;
    }

    private Seen measured(String path, HttpResponse<String> first) throws IOException, InterruptedException {
        double[] millis = new double[TIMES];
        int status = first.statusCode();
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            status = call(HttpRequest.newBuilder(at(path))).statusCode();
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        // Parts that are polled answer 204 while nothing has moved and 286 when nothing will.
        boolean there = status == 204 || status == 286;
        return new Seen(
                kind(path),
                path,
                there ? 200 : status,
                millis[TIMES / 2],
                first.body().getBytes(StandardCharsets.UTF_8).length);
    }

    private static List<String> links(String from, String body) {
        Document page = Jsoup.parse(body, "http://console" + from);
        List<String> links = new ArrayList<>();
        page.select("a[href], [hx-get]").forEach(it -> {
            URI to = URI.create(it.absUrl(it.hasAttr("href") ? "href" : "hx-get"));
            if ("console".equals(to.getHost())
                    && to.getPath().startsWith("/console")
                    && !NO_PAGE.matcher(to.getPath()).find()) {
                links.add(to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery()));
            }
        });
        return links;
    }

    private static String kind(String path) {
        String kind = ID.matcher(path).replaceAll("{id}");
        return VALUE.matcher(kind.replaceAll("/\\d+(?=/|$|\\?)", "/{n}")).replaceAll("");
    }

    private static void report(List<Seen> seen) {
        seen.stream()
                .sorted(Comparator.comparingDouble(Seen::millis).reversed())
                .limit(15)
                .forEach(it -> Sending.say("pages: %,8.1f ms %,8d bytes  %s", it.millis(), it.bytes(), it.kind()));
        Sending.say(
                "pages: %d addresses of %d kinds, over %,d deliveries; the largest %,d bytes",
                seen.size(),
                seen.stream().map(Seen::kind).distinct().count(),
                ROWS,
                seen.stream().mapToInt(Seen::bytes).max().orElse(0));
        List<Seen> bad = seen.stream().filter(it -> !it.good()).toList();
        if (!bad.isEmpty()) {
            throw new IllegalStateException("over their bounds, or not there: " + bad);
        }
    }

    private HttpResponse<String> call(HttpRequest.Builder request) throws IOException, InterruptedException {
        request.timeout(Duration.ofMinutes(1)).header("Accept", "text/html");
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(it -> it.getKey() + "=" + it.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        }
        return answer;
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + service.port() + path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
