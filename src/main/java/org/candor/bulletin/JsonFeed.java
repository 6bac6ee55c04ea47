package org.candor.bulletin;

import java.util.List;

/** A feed with the names of JSON Feed 1.1. */
record JsonFeed(
        String version,
        String title,
        String homePageUrl,
        String feedUrl,
        String language,
        List<Author> authors,
        List<Item> items) {
    record Author(String name) {}

    record Item(
            String id,
            String url,
            String title,
            String contentHtml,
            String datePublished,
            String dateModified,
            String language,
            List<Author> authors) {
        static Item of(Feed.Entry it) {
            return new Item(
                    it.id(),
                    it.page(),
                    it.title(),
                    it.html(),
                    it.published(),
                    it.updated(),
                    it.language(),
                    List.of(new Author(it.author())));
        }
    }

    static JsonFeed of(Feed it) {
        return new JsonFeed(
                "https://jsonfeed.org/version/1.1",
                it.title(),
                it.page(),
                it.json(),
                it.language(),
                List.of(new Author(it.author())),
                it.entries().stream().map(Item::of).toList());
    }
}
