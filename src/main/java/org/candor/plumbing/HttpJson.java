package org.candor.plumbing;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Lets the HTTP layer write answers with the one mapper: snake_case names, times as text. */
class HttpJson {
    @Produces
    @Singleton
    ObjectMapper mapper() {
        return StrictJson.shared();
    }
}
