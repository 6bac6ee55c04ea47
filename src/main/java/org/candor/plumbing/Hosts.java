package org.candor.plumbing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The two sides of the house (security.md R16): people's and public pages answer on {@code candor.public.host} only, the
 * API and the console on {@code candor.api.hosts} only. A name in both lists serves both, which only a trial on one
 * machine wants.
 */
@ApplicationScoped
public class Hosts {
    private final String publicHost;
    private final Set<String> apiHosts;

    @Inject
    Hosts(Settings settings) {
        this(settings.publicHost(), settings.apiHosts());
    }

    Hosts(String publicHost, Set<String> apiHosts) {
        this.publicHost = publicHost;
        this.apiHosts = apiHosts.stream().map(Hosts::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Where links in messages lead, without a slash at the end: {@code https://…}, or {@code http://…} where the public
     * host is this machine itself. Links are built from this alone, never from a request (R9).
     */
    public String publicOrigin() {
        return (loopback(publicHost) ? "http://" : "https://") + publicHost;
    }

    /** Where a request came in that {@link FrontDoor} let pass: its host is one of ours. */
    public String origin(String authority) {
        return (loopback(authority) ? "http://" : "https://") + authority;
    }

    /** The host that links in messages lead to, with its port if that is not the usual one. */
    public String publicHost() {
        return publicHost;
    }

    boolean isPublic(String authority) {
        return name(authority).equals(name(publicHost));
    }

    boolean isApi(String authority) {
        return apiHosts.contains(name(authority));
    }

    /** True for names that only this machine answers to. */
    public static boolean loopback(String authority) {
        String name = name(authority);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.matches("127(\\.[0-9]{1,3}){3}")
                || name.equals("[::1]");
    }

    /** An authority without its port, in lower case. */
    static String name(String authority) {
        int port = authority.lastIndexOf(':');
        boolean has = port >= 0 && authority.indexOf(']', port) < 0;
        return (has ? authority.substring(0, port) : authority).toLowerCase(Locale.ROOT);
    }
}
