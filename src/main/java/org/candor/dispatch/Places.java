package org.candor.dispatch;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.candor.queue.Claim;
import org.candor.queue.Holds;
import org.candor.queue.Queue;

/** Gives what was claimed its places in the lanes, with regard to the receiving domains. */
@ApplicationScoped
class Places {
    private final Queue queue;
    private final Holds holds;
    private final DispatchConfig config;
    private final Map<String, Domains> domains = new ConcurrentHashMap<>();

    Places(Queue queue, Holds holds, DispatchConfig config) {
        this.queue = queue;
        this.holds = holds;
        this.config = config;
    }

    Domains of(String account) {
        return domains.computeIfAbsent(
                account,
                _ -> new Domains(
                        config.inFlight(),
                        config.domainPatience(),
                        config.domainPutOff(),
                        RandomGenerator.getDefault()));
    }

    /** Sorts a batch: first by what each domain may have in this lane, then by what it may have of all processes. */
    Uni<Domains.Sorted> sort(String account, List<Claim> claims) {
        Domains lane = of(account);
        Domains.Sorted sorted = lane.sort(claims, it -> holds.nanosLeft(account, it), queue.nanos());
        Map<Integer, Integer> paced = new HashMap<>();
        for (Claim it : sorted.go()) {
            if (holds.paced(account, it.domain())) {
                paced.merge(it.domain(), 1, Integer::sum);
            }
        }
        return paced.isEmpty()
                ? Uni.createFrom().item(sorted)
                : holds.slots(account, paced).map(slots -> lane.slotted(sorted, slots, queue.nanos()));
    }
}
