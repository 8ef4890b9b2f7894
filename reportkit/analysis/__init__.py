"""What follows from claims: pure functions, tables in, tables out; they do not import each other."""
