package duckdb

import (
	"fmt"
	"os"
)

// spareHandles is how many files must be left to be opened when an engine
// starts: it opens some itself, and other goroutines open files meanwhile.
const spareHandles = 24

// checkHandles makes sure that enough files can be opened. DuckDB ends the whole
// process where it cannot open what it looks up about the machine
// (InternalException, "dereference unique_ptr that is NULL").
func checkHandles() error {
	var held []*os.File
	defer func() {
		for _, f := range held {
			_ = f.Close() // nothing was written
		}
	}()
	for range spareHandles {
		f, err := os.Open(os.DevNull)
		if err != nil {
			return fmt.Errorf("keeping file handles for it: %w", err)
		}
		held = append(held, f)
	}
	return nil
}
