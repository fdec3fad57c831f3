// Command predict turns exports of what customers did into a list of the
// customers who are about to leave: who, why, what each is worth and what to
// do. `predict --help` lists the commands and the exit codes.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones must be there on machines without them
)

func main() { os.Exit(watched(func() int { return run(os.Args[1:]) })) }

// heapFloor is how large the heap is taken to be at least, bytes.
const heapFloor = 64 << 20

// run runs one command and returns its exit code.
func run(args []string) int {
	if os.Getenv("GOGC") == "" {
		// Loading holds most of its memory to the end: room for as much garbage
		// again would cost more in fresh pages than collecting it does.
		debug.SetGCPercent(50)
	}
	// A night with little that is new has so small a heap that it would be collected
	// dozens of times. These bytes count as heap; nothing is written there, so that
	// they take no memory.
	floor := make([]byte, heapFloor)
	defer runtime.KeepAlive(floor)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return execute(ctx, args, streams{out: os.Stdout, err: os.Stderr, terminal: isTerminal(os.Stderr)})
}
