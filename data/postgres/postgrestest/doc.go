// Package postgrestest starts a PostgreSQL server for a test, with
// scripts/postgres: its own data, a socket in a folder, no network. Where there
// is no server to be had the test is skipped and says so; with CI or
// PREDICT_NEED_POSTGRES=1 in the environment it fails instead.
package postgrestest
