package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tally counts what attacks have met, by what they hit.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

func (c *tally) add(what string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = map[string]int{}
	}
	c.counts[what] += n
}

func (c *tally) String() string {
	var parts []string
	for what, n := range c.counts {
		parts = append(parts, fmt.Sprintf("%s %d", what, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// summary writes a line for `make torture`, which gathers them.
func summary(t testing.TB, format string, a ...any) {
	t.Helper()
	line := fmt.Sprintf(format, a...)
	t.Log(line)
	path := os.Getenv("TORTURE_SUMMARY")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintln(f, line); err != nil {
		t.Fatal(err)
	}
}

// targets are the stages that kills aim at.
func targets() []string {
	return []string{"load", "features", "train", "score", "publish", "tidy", "compact"}
}

// workers is how many attacks are made at once: a run waits for the disk about
// half of its time.
func workers() int { return max(2, min(2*runtime.NumCPU(), 16)) }

// isLate reports whether the time for all tests (go test -timeout) is nearly over:
// what was counted until then is told.
func isLate(t *testing.T) bool {
	end, ok := t.Deadline()
	return ok && time.Until(end) < time.Minute
}

// together lets the workers work.
func together(t *testing.T, work func(t *testing.T, worker int)) {
	t.Helper()
	var all sync.WaitGroup
	for w := range workers() {
		all.Go(func() { t.Run(fmt.Sprint("worker ", w), func(t *testing.T) { work(t, w) }) })
	}
	all.Wait()
}

// TestKills kills the process group at random moments of random stages, runs the
// same command again (which now and then is killed, too) and compares the state
// with that of an undisturbed run, while readers poll the list.
func TestKills(t *testing.T) {
	wanted := amount(t, "TORTURE_KILLS", 6)
	seed := uint64(amount(t, "TORTURE_SEED", int(time.Now().Unix()%1e6)))
	list := nights(t)
	var kills, polls atomic.Int64
	var died, attempts tally
	begun := time.Now()
	together(t, func(t *testing.T, w int) {
		random := rand.New(rand.NewPCG(seed, uint64(w)))
		for i := 0; kills.Load() < int64(wanted) && !t.Failed() && i < 3*wanted && !isLate(t); i++ {
			n := []*night{list[0], list[0], list[0], list[1], list[2], list[2]}[random.IntN(6)]
			attempts.add(n.name, 1)
			k := killer{t: t, night: n, random: random, died: &died}
			k.attack()
			kills.Add(int64(k.kills))
			polls.Add(k.polls)
		}
	})
	result := "0 differences"
	if t.Failed() {
		result = "DIFFERENCES, see above"
	}
	summary(t, "kills: %d of %d (seed %d), %s; died in: %s; runs: %s; readers looked %d times; %s",
		kills.Load(), wanted, seed, result, died.String(), attempts.String(), polls.Load(), time.Since(begun).Round(time.Second))
	if kills.Load() < int64(wanted) {
		t.Errorf("only %d of %d kills came in time", kills.Load(), wanted)
	}
}

// killer attacks one state folder.
type killer struct {
	t      *testing.T
	night  *night
	random *rand.Rand
	died   *tally
	kills  int
	polls  int64
}

func (k *killer) attack() {
	n, t := k.night, k.t
	state := n.fresh(t)
	readers := n.watch(t, state)
	var story []string
	for {
		moment := k.moment()
		e := k.run(state, moment)
		if e.code == 0 {
			break
		}
		if e.code == 6 { // a reader that verifies had the lock for too long
			continue
		}
		if e.code > 0 {
			t.Errorf("%s, after %s: ends with %d:\n%s", n.name, strings.Join(story, "; "), e.code, e.stderr)
			break
		}
		k.kills++
		stage := n.diedIn(e.stderr)
		k.died.add(stage, 1)
		story = append(story, fmt.Sprintf("killed in %s (%s)", stage, moment))
		n.checkLatest(t, state, "after "+strings.Join(story, "; "))
		if k.random.IntN(3) > 0 { // two of three come to their end now
			e := n.run(t, state)
			for e.code == 6 {
				e = n.run(t, state)
			}
			if e.code != 0 {
				t.Errorf("%s, after %s: ends with %d:\n%s", n.name, strings.Join(story, "; "), e.code, e.stderr)
			}
			break
		}
	}
	k.polls = readers.end(t)
	for _, d := range n.compare(t, state) {
		t.Errorf("%s, after %s: %s", n.name, strings.Join(story, "; "), d)
	}
	n.verify(t, state)
	drop(t, state)
}

// moment is when to kill: so long after the end of a stage, or after the start.
type moment struct {
	after string
	delay time.Duration
}

func (m moment) String() string {
	if m.after == "" {
		return fmt.Sprintf("%s after the start", m.delay.Round(time.Microsecond))
	}
	return fmt.Sprintf("%s after %s", m.delay.Round(time.Microsecond), m.after)
}

// moment chooses a moment within, or shortly after, one of the stages.
func (k *killer) moment() moment {
	n := k.night
	n.mu.Lock()
	defer n.mu.Unlock()
	target := targets()[k.random.IntN(len(targets()))]
	before := ""
	for _, s := range n.stages {
		if s.name == target {
			return moment{before, time.Duration(k.random.Float64() * 1.3 * float64(s.takes))}
		}
		before = s.name
	}
	k.t.Fatalf("there is no stage %s in an undisturbed run", target)
	return moment{}
}

// run runs the command and kills it at the moment, unless it ends before.
func (k *killer) run(state string, m moment) ended {
	armed := make(chan struct{}, 1)
	if m.after == "" {
		armed <- struct{}{}
	}
	r := startWith(k.t, k.night.predict(state, "run"), func(line string) {
		if name, ok := doneStage(line); ok && name == m.after {
			select {
			case armed <- struct{}{}:
			default:
			}
		}
	})
	over := make(chan struct{})
	go func() {
		select {
		case <-armed:
			time.Sleep(m.delay)
			r.kill()
		case <-over:
		}
	}()
	e := r.wait()
	close(over)
	return e
}

// diedIn tells in which stage a killed run was, by its log.
func (n *night) diedIn(log string) string {
	done := 0
	for line := range strings.Lines(log) {
		if _, ok := doneStage(strings.TrimSpace(line)); ok {
			done++
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if done < len(n.stages) {
		return n.stages[done].name
	}
	return "the end"
}
