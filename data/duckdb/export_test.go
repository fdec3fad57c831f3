package duckdb

import "testing"

// CheckLocked fails the test if the engine's database runs a statement.
func CheckLocked(t *testing.T, e *Engine, statements []string) {
	t.Helper()
	for _, s := range statements {
		if _, err := e.db.Exec(s); err == nil {
			t.Errorf("%q is let through", s)
		}
	}
}
