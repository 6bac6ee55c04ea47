package org.candor.courier;

import java.util.List;
import java.util.NoSuchElementException;
import org.candor.delivery.Channel;

/** All configured provider accounts of this installation. Built once at start. */
public final class Couriers implements AutoCloseable {
    private final List<Courier> couriers;

    public Couriers(List<Courier> couriers) {
        this.couriers = List.copyOf(couriers);
    }

    public List<Courier> all() {
        return couriers;
    }

    /** The accounts of one channel, in configured order; the first is the one deliveries are given to. */
    public List<Courier> of(Channel channel) {
        return couriers.stream().filter(it -> it.channel() == channel).toList();
    }

    /** The courier of an account; throws {@link NoSuchElementException} if it is not configured. */
    public Courier of(String account) {
        return couriers.stream()
                .filter(it -> it.account().equals(account))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        couriers.forEach(Courier::close);
    }
}
