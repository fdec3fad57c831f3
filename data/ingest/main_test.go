package ingest_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// TestMain sets how many cases each property test draws: 25 with every change,
// what PREDICT_CHECKS or the flag -rapid.checks says at length.
func TestMain(m *testing.M) {
	flag.Parse()
	checks := os.Getenv("PREDICT_CHECKS")
	if checks == "" {
		checks = "25"
	}
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given {
		if err := flag.Set("rapid.checks", checks); err != nil {
			fmt.Fprintf(os.Stderr, "PREDICT_CHECKS=%q: %v\n", checks, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}
