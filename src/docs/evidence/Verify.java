import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Checks a file of evidence, with nothing but Java 17 or later: {@code java Verify.java evidence.ndjson [NO:HASH]}.
 *
 * <p>NO:HASH is a link that you noted elsewhere when the file was made or later: its own head, or one that the service's log tells
 * and a file that was made after that has. Without one the file is only whole in itself. Prints what is wrong and ends with 1.
 */
public final class Verify {
    private static final Pattern LINE = Pattern.compile("(?s)\\{\"kind\":\"(dossier|notice|content|delivery|counts)\",\"\\1\":(\\{.*})}");
    private static final Pattern LINK =
            Pattern.compile("\\{\"kind\":\"(chain|link|head)\",\"no\":(0|[1-9]\\d{0,17}),\"(hash|digest)\":\"([0-9a-f]{64})\"}");
    private static final Pattern RECORD = Pattern.compile("(?s)\\{\"kind\":\"record\",\"no\":([1-9]\\d{0,17}),\"record\":(\\{.*})}");
    private static final Pattern PLACE = Pattern.compile("\"recipient\" : (null|\"[^\"]*\"), \"channel\" : \"([a-z]+)\", "
            + "\"account\" : (\"[^\"]*\"), \"state\" : \"([a-z_]+)\"");
    private static final String ORDER = "dossier notice content (delivery )?counts chain rows head";

    private final List<String> wrong = new ArrayList<>(), kinds = new ArrayList<>();
    private final Map<Long, String> hashes = new TreeMap<>();
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private final Set<String> places = new HashSet<>();
    private final MessageDigest before = sha256();
    private String contentHash = "", notice = "", hash = "";
    private String said = "", lastRecord = "", released = "";
    private long lines, records;
    private long no = -1, exported;

    /** What is wrong with the file; empty if all holds. */
    public static List<String> faults(byte[] file, String noted) {
        Verify it = new Verify();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        String[] all = text.split("\n", -1);
        it.check(all.length, all[all.length - 1].isEmpty(), "has no end");
        for (int i = 0; i < all.length - 1; i++) {
            it.line(i + 1, all[i]);
        }
        it.end(noted);
        return it.wrong;
    }

    private void line(int at, String line) {
        Matcher fact = LINE.matcher(line);
        Matcher link = LINK.matcher(line);
        Matcher row = RECORD.matcher(line);
        if (fact.matches()) {
            fact(at, fact.group(1), fact.group(2));
        } else if (link.matches() && link.group(3).equals(link.group(1).equals("link") ? "digest" : "hash")) {
            link(at, link.group(1), Long.parseLong(link.group(2)), link.group(4));
        } else if (row.matches()) {
            kind("rows");
            records++;
            lastRecord = row.group(2);
            exported = Long.parseLong(row.group(1));
            next(at, exported, hex(sha256().digest(bytes(lastRecord))));
            released(lastRecord);
        } else {
            kind("unknown");
            wrong.add("line " + at + " is of no known kind");
        }
        if (said.isEmpty()) {
            before.update(bytes(line + "\n"));
            lines++;
        }
    }

    private void fact(int at, String kind, String json) {
        kind(kind);
        switch (kind) {
            case "dossier" -> notice = find("\"notice\":\"([^\"]*)\"", json);
            case "notice" -> {
                contentHash = find("\"content_hash\" : \"([0-9a-f]{64})\"", json);
                check(at, find("^\\{\"id\" : \"([^\"]*)\"", json).equals(notice), "is about another notice");
            }
            case "content" ->
                check(at, hex(sha256().digest(bytes(json))).equals(contentHash), "is not the content of the notice's hash");
            case "delivery" -> {
                Matcher place = PLACE.matcher(json);
                if (!place.find()) {
                    wrong.add("line " + at + " names no channel and state");
                    return;
                }
                String whom = place.group(2).equals("social") ? place.group(3) : place.group(1);
                check(at, places.add(place.group(2) + " " + whom), "is a second delivery to the same place");
                counts.computeIfAbsent(place.group(2), channel -> new TreeMap<>()).merge(place.group(4), 1L, Long::sum);
            }
            default -> check(at, json.equals(counted()), "does not count the deliveries above: " + counted());
        }
    }

    /** What was released, at once or later; an edit before that makes another content. */
    private void released(String row) {
        String of = find("\"content_hash\": \"([0-9a-f]{64})\"", row);
        if (row.matches("(?s).*\"action\": \"notice\\.(created|released)\".*\"subject\": \"" + notice + "\".*") && !of.isEmpty()) {
            released = of;
        }
    }

    /** Many lines of one kind are one place in the order. */
    private void kind(String kind) {
        if (kinds.isEmpty() || !kinds.get(kinds.size() - 1).equals(kind) || !Set.of("delivery", "rows").contains(kind)) {
            kinds.add(kind);
        }
    }

    private String counted() {
        return counts.entrySet().stream()
                .map(it -> "\"" + it.getKey() + "\":" + it.getValue().entrySet().stream()
                        .map(n -> "\"" + n.getKey() + "\":" + n.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private void link(int at, String kind, long number, String hex) {
        kind(kind.equals("link") ? "rows" : kind);
        switch (kind) {
            case "chain" -> {
                said = hex(before.digest());
                no = number;
                hash = hex;
                hashes.put(no, hash);
            }
            case "link" -> next(at, number, hex);
            default -> check(at, number == no && hex.equals(hash), "is not the head of the chain above");
        }
    }

    private void next(int at, long number, String digest) {
        check(at, number == no + 1, "is out of order");
        no = number;
        hash = hex(sha256().digest(bytes(hash + " " + no + " " + digest)));
        hashes.put(no, hash);
    }

    private void end(String noted) {
        check(0, String.join(" ", kinds).matches(ORDER), "lines are missing, or in another order than " + ORDER);
        check(0, released.isEmpty() || released.equals(contentHash), "another content was released");
        boolean ours = lastRecord.contains("\"action\": \"notice.evidence-exported\"")
                && lastRecord.contains("\"subject\": \"" + notice + "\"")
                && lastRecord.contains("\"sha256\": \"" + said + "\"")
                && find("\"lines\": (\\d+)", lastRecord).equals(Long.toString(lines))
                && Long.parseLong("0" + find("\"records\": (\\d{1,17})", lastRecord)) <= records
                && lastRecord.contains("\"records\": ");
        check(0, ours, "the last record is not of " + records + " records and " + lines + " lines before the chain, SHA-256 " + said);
        if (!noted.isEmpty()) {
            String[] link = noted.split(":");
            String here = hashes.get(Long.parseLong(link[0]));
            check(0, link[1].equals(here), "link " + link[0] + " is not in this file, or not the one that you noted");
            check(0, Long.parseLong(link[0]) >= exported, "link " + link[0] + " is older than the file, and covers none of it");
        }
    }

    private void check(int at, boolean good, String what) {
        if (!good) {
            wrong.add(at == 0 ? what : "line " + at + " " + what);
        }
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? found.group(1) : "";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String... args) throws IOException {
        List<String> wrong = faults(Files.readAllBytes(Path.of(args[0])), args.length > 1 ? args[1] : "");
        wrong.forEach(System.out::println);
        System.out.println(wrong.isEmpty() ? "All of it holds." : wrong.size() + " faults: do not trust this file.");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}
