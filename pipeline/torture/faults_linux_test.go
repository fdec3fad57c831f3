package torture

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// fault is one way in which calls fail.
type fault struct {
	night  *night
	n      int // the number of the call
	errno  syscall.Errno
	onward bool // all later calls fail, too
	kill   bool // the process is killed before the call is carried out
}

func (f fault) String() string {
	switch {
	case f.kill:
		return fmt.Sprintf("%s: killed at call %d", f.night.name, f.n)
	case f.onward:
		return fmt.Sprintf("%s: %v from call %d on", f.night.name, f.errno, f.n)
	}
	return fmt.Sprintf("%s: %v at call %d", f.night.name, f.errno, f.n)
}

// decide says what becomes of a call under the fault.
func (f fault) decide(c call) verdict {
	switch {
	case c.n < f.n || c.n > f.n && !f.onward:
		return verdict{}
	case f.kill:
		return verdict{kill: true}
	}
	return verdict{errno: f.errno}
}

// faults are all ways in which all calls of all nights can fail.
func faults(t testing.TB, list []*night) []fault {
	t.Helper()
	var all []fault
	for _, n := range list {
		state := n.fresh(t)
		e := attacked(t, n.predict(state, "run"), state, func(call) verdict { return verdict{} })
		if e.code != 0 {
			t.Fatalf("a watched run ends with %d:\n%s", e.code, e.stderr)
		}
		drop(t, state)
		for i := range e.calls {
			errno := []syscall.Errno{syscall.EIO, syscall.ENOSPC}
			all = append(all, fault{n, i + 1, errno[i%2], false, false}, fault{n, i + 1, errno[(i+1)%2], true, false}, fault{night: n, n: i + 1, kill: true})
		}
	}
	return all
}

// TestFaults lets each call that changes the state fail once, and from then on,
// and kills the process before each. Then the command must say what failed and
// where, the last list must stand, and the same command must come to the bytes
// of an undisturbed run.
func TestFaults(t *testing.T) {
	wanted := amount(t, "TORTURE_FAULTS", 10)
	seed := uint64(amount(t, "TORTURE_SEED", int(time.Now().Unix()%1e6)))
	all := faults(t, nights(t))
	total := len(all)
	rand.New(rand.NewPCG(seed, 1)).Shuffle(total, func(i, j int) { all[i], all[j] = all[j], all[i] })
	if wanted > 0 { // 0: all of them
		all = all[:min(wanted, total)]
	}
	var next, made atomic.Int64
	var hit, ways tally
	begun := time.Now()
	together(t, func(t *testing.T, _ int) {
		for bad := 0; bad < 20 && !isLate(t); {
			i := int(next.Add(1)) - 1
			if i >= len(all) {
				return
			}
			made.Add(1)
			if !t.Run(all[i].String(), func(t *testing.T) { suffer(t, all[i], &hit, &ways) }) {
				bad++
			}
		}
	})
	result := "0 differences"
	if t.Failed() {
		result = "DIFFERENCES, see above"
	}
	summary(t, "faults: %d of %d (seed %d), %s; %s; calls: %s; %s", made.Load(), total, seed, result, ways.String(), hit.String(), time.Since(begun).Round(time.Second))
	if made.Load() < int64(len(all)) {
		t.Errorf("only %d of %d faults came in time", made.Load(), len(all))
	}
}

// suffer runs a night under a fault, and then without.
func suffer(t *testing.T, f fault, hit, ways *tally) {
	n := f.night
	state := n.fresh(t)
	defer drop(t, state)
	e := attacked(t, n.predict(state, "run"), state, f.decide)
	if len(e.calls) < f.n { // calls of several threads vary by a few
		ways.add("not reached", 1)
		return
	}
	c := e.calls[f.n-1]
	hit.add(c.name, 1)
	switch {
	case f.kill:
		ways.add("killed", 1)
	case e.code == 0:
		ways.add("got over", 1)
		diffs := n.compare(t, state)
		if warned(f, e) {
			ways.add("of these with a warning", 1)
			diffs = slices.DeleteFunc(diffs, isForLater)
		}
		if len(diffs) > 0 {
			t.Errorf("call %v failed, and the command says that all is well:\n%s\n%s", c, strings.Join(diffs, "\n"), e.stderr)
		}
	default:
		ways.add("told", 1)
		told(t, f, c, e)
	}
	n.checkLatest(t, state, "after the fault")
	again := start(t, n.predict(state, "run")).wait()
	if again.code != 0 {
		t.Errorf("after call %v failed, the next run ends with %d:\n%s", c, again.code, again.stderr)
	}
	for _, d := range n.compare(t, state) {
		t.Errorf("after call %v failed and the next run: %s", c, d)
	}
	n.verify(t, state)
	if t.Failed() {
		t.Logf("the attacked run ended with %d:\n%s", e.code, e.stderr)
	}
}

// warned reports whether a run warned of a fault after the list was out: in
// tidying, in compacting or in noting the run.
func warned(f fault, e ended) bool {
	for line := range strings.Lines(e.stderr) {
		if strings.HasPrefix(line, "level=WARN") && strings.Contains(line, f.errno.Error()) {
			return true
		}
	}
	return false
}

// isForLater reports whether a difference is one that the next run puts right:
// something that was not tidied away, segments that were not merged, or exports
// that were delivered again and will be read again.
func isForLater(diff string) bool {
	return strings.HasSuffix(diff, " is too much") || strings.HasPrefix(diff, "lake/") || strings.HasPrefix(diff, "redelivered.jsonl ") || strings.HasPrefix(diff, "models/history.jsonl ")
}

// told expects an error that says what failed and where.
func told(t *testing.T, f fault, c call, e ended) {
	t.Helper()
	if e.code != 1 {
		t.Errorf("call %v failed, exit code %d, want 1", c, e.code)
	}
	last := e.stderr[max(0, strings.LastIndex("\n"+e.stderr, "\npredict: ")):] // it may have several lines
	named := false
	for _, failed := range e.calls[f.n-1:] { // where all later calls failed, any of them
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(failed.path), "."), ".tmp")
		named = named || strings.Contains(last, name)
		if !f.onward {
			break
		}
	}
	if !strings.HasPrefix(last, "predict: ") || !strings.Contains(last, f.errno.Error()) || !named {
		t.Errorf("call %v failed with %q, and the error does not name it:\n%s", c, f.errno.Error(), last)
	}
	if strings.Contains(e.stderr, "goroutine ") || strings.Contains(e.stderr, "panic") {
		t.Errorf("call %v failed and the program broke down:\n%s", c, e.stderr)
	}
}
