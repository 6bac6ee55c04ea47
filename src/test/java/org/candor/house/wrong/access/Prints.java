package org.candor.house.wrong.access;

/** Wrong: what is worth saying goes to the log, masked. */
class Prints {
    void say(Exception problem) {
        System.out.println("here");
        problem.printStackTrace();
    }

    /** Right: this is a program's own output. */
    public static void main(String... arguments) {
        System.out.println("there");
    }
}
