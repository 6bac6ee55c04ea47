package org.candor.house.wrong.access;

/** Wrong: a thread that sleeps carries nobody. */
class Sleeps {
    void pause() throws InterruptedException {
        Thread.sleep(1);
    }
}
