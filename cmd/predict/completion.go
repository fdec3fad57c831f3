package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// completeValues tells shells what may follow: formats of the log, configs and
// folders. Commands and flags they know by themselves.
func completeValues(root *cobra.Command) {
	mustComplete := func(err error) {
		if err != nil { // only for a flag that is not there: a mistake of ours that every test finds
			panic(err)
		}
	}
	mustComplete(root.RegisterFlagCompletionFunc("log-format", cobra.FixedCompletions(logFormats(), cobra.ShellCompDirectiveNoFileComp)))
	mustComplete(root.MarkPersistentFlagFilename("config", "yaml", "yml"))
	mustComplete(root.MarkPersistentFlagDirname("state"))
	for _, c := range root.Commands() {
		switch {
		case slices.Contains([]string{"man", "generate", "init"}, c.Name()):
			c.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return nil, cobra.ShellCompDirectiveFilterDirs
			}
		case !c.HasSubCommands() && c.ValidArgsFunction == nil:
			c.ValidArgsFunction = cobra.NoFileCompletions
		}
	}
}
