package org.candor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.candor.rig.Service;

/** The embedded PostgreSQL of a service, from outside. */
record Embedded(long postmaster, String url, String password) {
    static Embedded of(Service service) throws IOException {
        List<String> pid = Files.readAllLines(service.data().resolve("pg/postmaster.pid"));
        return new Embedded(
                Long.parseLong(pid.get(0).strip()),
                "jdbc:postgresql://127.0.0.1:" + pid.get(3).strip() + "/postgres",
                Files.readString(service.data().resolve("pg.password")).strip());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", password);
    }
}
