package dev.balancesync;

/** What {@code -Dname=value} asks of a program of the lab. Maven hands over a blank where nobody asked. */
public final class Asked {
    private Asked() {
    }

    public static String text(String name, String otherwise) {
        String text = System.getProperty(name, "");
        return text.isBlank() ? otherwise : text;
    }

    public static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, String.valueOf(otherwise)));
    }

    public static long longNumber(String name, long otherwise) {
        return Long.parseLong(text(name, String.valueOf(otherwise)));
    }
}
