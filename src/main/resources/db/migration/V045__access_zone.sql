-- In which time zone an operator reads and types times at the console, whichever browser they sign in with. None is UTC.
CREATE TABLE operator_zone (
    owner text PRIMARY KEY,
    zone  text NOT NULL
);
