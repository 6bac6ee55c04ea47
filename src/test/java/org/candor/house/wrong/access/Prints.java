package org.candor.house.wrong.access;

/** Wrong: what is worth saying goes to the log, masked. */
class Prints {
    void say(Exception problem) {
        System.out.println("here");
        problem.printStackTrace();
    }
}
