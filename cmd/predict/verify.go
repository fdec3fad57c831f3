package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"predict/pipeline"
)

// verifyCommand reads every file of the state.
func (a *app) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "verify", Short: "Check every file of the state folder against its checksum",
		Long: `verify reads every file of the state folder (lake, quarantine, features, models,
runs, outputs) and compares it with the checksum that was written with it. It
finds any single changed byte, names the file and says what to do. It changes
nothing. Files that nothing refers to, such as remains of a killed run, are named
too; they do no harm. A damaged state ends with exit code 1.`,
		Example: "  predict verify -c predict.yaml\n  predict verify -c predict.yaml --json", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			found, err := pipeline.Verify(cmd.Context(), s)
			if err != nil {
				return err
			}
			if err := a.showVerification(found); err != nil {
				return err
			}
			return found.Err()
		},
	}
}

func (a *app) showVerification(v *pipeline.Verification) error {
	if a.json {
		return a.printJSON(v)
	}
	for _, f := range v.Damaged {
		fmt.Fprintf(a.out, "damaged: %s: %s\n  %s\n", f.Path, f.Problem, f.Remedy)
	}
	for _, f := range v.Leftover {
		fmt.Fprintf(a.out, "leftover: %s: %s\n  %s\n", f.Path, f.Problem, f.Remedy)
	}
	if n := len(v.Removed); n > 0 {
		fmt.Fprintf(a.out, "%s removed, as keep.quarantine_days says\n", howMany(n, "old quarantine was", "old quarantines were"))
	}
	_, err := fmt.Fprintf(a.out, "%s (%.1f MB) in %s are as they were written; %s damaged, %s left over\n",
		howMany(v.Files, "file", "files"), float64(v.Bytes)/1e6, v.State, howMany(len(v.Damaged), "is", "are"), howMany(len(v.Leftover), "is", "are"))
	return err
}

// howMany writes a number and what it counts, one or many.
func howMany(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(int64(n)) + " " + many
}
