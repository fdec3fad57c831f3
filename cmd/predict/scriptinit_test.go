package main

import (
	"github.com/rogpeppe/go-internal/testscript"

	"predict/data/inspect/inspecttest"
)

// translate FROM TO LANGUAGE rewrites the demo's exports with the names, marks and
// dates of a language.
func translate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: translate from to language")
	}
	ts.Check(inspecttest.Translate(ts.MkAbs(args[0]), ts.MkAbs(args[1]), args[2]))
}
