// Package postgres brings a risk list into a table of PostgreSQL.
//
// Terms:
//   - A list is all rows of one run; its id is the run's.
//   - The table holds the rows of the last lists, each row with the id of its
//     run. Beside it stand the view <table>_latest with the newest list, the table
//     lists with a row for each list in the tables of the schema, and the table
//     meta with the versions of the schema.
//   - A delivery puts a list into the table and takes out what it replaces, in one
//     transaction: rows are copied and deleted, tables are never swapped. Readers
//     see the state before or after, are never blocked, and never block it; grants,
//     indexes and views of others stay.
//
// A delivery that was cut off leaves nothing that can be seen, and is done
// again. One that was done before changes nothing.
//
// The package refuses to touch rows that it has not written and tables that are
// not its own. Its errors say which server and database, never the password.
package postgres
