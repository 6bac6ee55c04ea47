package org.candor.plumbing;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateLocator;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.Variant;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The templates below {@code templates/} and the message files beside them. Only our own files are ever parsed as
 * templates; what callers and people write is data. HTML and XML templates escape every value. A name that is missing fails the
 * rendering.
 *
 * <p>When files come from a folder, everything is read again after a change: an edit shows without a restart.
 */
@Singleton
public class Templates {
    private record Loaded(long edition, Engine engine, Languages languages) {}

    private final TemplateFiles files;
    private volatile Loaded loaded;

    @Inject
    Templates(TemplatesConfig config) {
        this(config.folder().<TemplateFiles>map(TemplateFiles.Folder::new).orElseGet(TemplateFiles.BuiltIn::new));
    }

    private Templates(TemplateFiles files) {
        this.files = files;
        this.loaded = load(files.edition());
    }

    /** Those on the classpath, for use without a running application. */
    public static Templates builtIn() {
        return new Templates(new TemplateFiles.BuiltIn());
    }

    /** Those in a folder, for use without a running application. */
    public static Templates in(Path folder) {
        return new Templates(new TemplateFiles.Folder(folder));
    }

    /** Renders a template, such as {@code breach/email.html}, with the given values. */
    public String render(String path, Map<String, Object> values) {
        Template template = current().engine().getTemplate(path);
        if (template == null) {
            throw new NoSuchElementException("no such template: " + path);
        }
        return template.data(values).render();
    }

    /** Our own sentences, in every language there is a message file for. */
    public Languages languages() {
        return current().languages();
    }

    /** A number that changes when a template or a message file did: whoever keeps what was rendered compares it. */
    public long edition() {
        return current().edition();
    }

    private Loaded current() {
        Loaded now = loaded;
        long edition = files.edition();
        if (now.edition() != edition) {
            now = load(edition);
            loaded = now;
        }
        return now;
    }

    private Loaded load(long edition) {
        return new Loaded(edition, engine(), Languages.read(files));
    }

    private Engine engine() {
        return Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addValueResolver(underline())
                .addResultMapper(new HtmlEscaper(List.of("text/html")))
                .addLocator(this::locate)
                .strictRendering(true)
                .build();
    }

    /** {@code {heading.underline}}: a line of dashes as long as the heading, for plain text. */
    private static ValueResolver underline() {
        return ValueResolver.builder()
                .applyToBaseClass(String.class)
                .applyToName("underline")
                .resolveSync(it -> "-".repeat(((String) it.getBase()).length()))
                .build();
    }

    private Optional<TemplateLocator.TemplateLocation> locate(String path) {
        // What HTML needs escaped is what XML needs escaped.
        boolean markup = path.endsWith(".html") || path.endsWith(".xml");
        String type = markup ? Variant.TEXT_HTML : Variant.TEXT_PLAIN;
        return Optional.of(new Located(files.read(path), Variant.forContentType(type)));
    }

    private record Located(String text, Variant variant) implements TemplateLocator.TemplateLocation {
        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public Optional<Variant> getVariant() {
            return Optional.of(variant);
        }
    }
}
