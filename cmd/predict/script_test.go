package main

import (
	"flag"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary stand for the program: scripts start it as
// `predict`, a process of its own, with signals and exit codes.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"predict": main})
}

// update rewrites the expected outputs in the scripts: go test ./cmd/predict
// -run TestScripts -update. Read what it changed.
var update = flag.Bool("update", false, "rewrite the expected outputs in the scripts")

// TestScripts runs what testdata/script describes: what the program says, writes
// and leaves alone, on good input and bad. Each script is a text to read.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Join("testdata", "script"),
		UpdateScripts: *update,
		Cmds:          scriptCommands(),
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "America/New_York") // nothing may depend on the zone of the machine
			return nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}
