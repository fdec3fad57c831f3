// Command predict turns exports of what customers did into a list of the
// customers who are about to leave: who, why, what each is worth and what to
// do. `predict --help` lists the commands and the exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones must be there on machines without them
)

func main() { os.Exit(watched(func() int { return run(os.Args[1:]) })) }

// run runs one command and returns its exit code.
func run(args []string) int {
	if os.Getenv("GOGC") == "" {
		// Loading holds most of its memory to the end: room for as much garbage
		// again would cost more in fresh pages than collecting it does.
		debug.SetGCPercent(50)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return execute(ctx, args, streams{out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stderr)})
}
