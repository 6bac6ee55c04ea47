package org.candor.incident;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. Row numbers are line numbers, the first is 1; blank lines are no rows. */
final class NdjsonRows implements RowSource {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_CLASSES = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Lines lines;
    private final PlainLine plain = new PlainLine(MOST_CLASSES);
    private int number;
    private @Nullable RecipientForm form;
    private @Nullable String code;
    private @Nullable String ref;
    private @Nullable String name;
    private @Nullable String email;
    private @Nullable String phone;
    private @Nullable String locale;
    private @Nullable String region;
    private @Nullable List<@Nullable String> exposed;
    private @Nullable Boolean consent;
    private @Nullable String account;

    NdjsonRows(InputStream in) {
        this.lines = Lines.endingInFeed(in, LONGEST_LINE);
    }

    @Override
    public boolean next() throws IOException {
        while (lines.next()) {
            number++;
            if (lines.tooLong()) {
                code = "too-long";
                return true;
            }
            if (!blank()) {
                read();
                return true;
            }
        }
        return false;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public @Nullable String code() {
        return code;
    }

    @Override
    public RecipientForm form() {
        if (form != null) {
            return form;
        }
        return new RecipientForm(ref, name, email, phone, locale, region, exposed, consent, account);
    }

    private boolean blank() {
        for (int i = 0; i < lines.length(); i++) {
            byte b = lines.buffer()[lines.from() + i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void read() throws IOException {
        code = null;
        form = plain.read(lines.buffer(), lines.from(), lines.length());
        if (form == null) {
            readInFull();
        }
    }

    private void readInFull() throws IOException {
        ref = name = email = phone = locale = region = account = null;
        exposed = null;
        consent = null;
        try (JsonParser json = JSON.createParser(lines.buffer(), lines.from(), lines.length())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                code = "malformed";
                return;
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                read(field, json);
            }
            if (json.nextToken() != null) {
                code = "malformed";
            }
        } catch (JsonProcessingException e) {
            code = "malformed";
        }
    }

    private void read(String field, JsonParser json) throws IOException {
        switch (field) {
            case "ref" -> ref = text(json);
            case "name" -> name = text(json);
            case "email" -> email = text(json);
            case "phone" -> phone = text(json);
            case "locale" -> locale = text(json);
            case "region" -> region = text(json);
            case "account" -> account = text(json);
            case "exposed" -> exposed = texts(json);
            case "e_consent" -> consent = truth(json);
            default -> {
                json.skipChildren();
                wrong("unknown-field");
            }
        }
    }

    private @Nullable String text(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> null;
            default -> {
                json.skipChildren();
                wrong("type");
                yield null;
            }
        };
    }

    private @Nullable List<@Nullable String> texts(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            wrong("type");
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING || texts.size() == MOST_CLASSES) {
                json.skipChildren();
                wrong("type");
            } else {
                texts.add(json.getText());
            }
        }
        return texts;
    }

    private @Nullable Boolean truth(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> {
                json.skipChildren();
                wrong("type");
                yield null;
            }
        };
    }

    /** The first thing wrong is the one that is said. */
    private void wrong(String what) {
        if (code == null) {
            code = what;
        }
    }
}
