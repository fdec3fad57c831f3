package pipeline

import (
	"context"
	"errors"
	"time"
)

// Status says in one word how a run ended.
type Status string

// How runs end.
const (
	// Published: a new list stands in outputs/latest. Where it could not be
	// delivered, the exit code is not 0 and the problem says so.
	Published Status = "published"
	// NothingNew: the list was up to date. Where it could not be delivered, the exit
	// code is not 0 and the problem says so.
	NothingNew Status = "nothing_new"
	// Done: a command that publishes nothing did its work.
	Done Status = "done"
	// Refused: the gate or a guard held back a model or a list.
	Refused Status = "refused"
	// Failed: an error ended the run; the last list still stands.
	Failed Status = "failed"
	// Interrupted: someone stopped the run.
	Interrupted Status = "interrupted"
)

// Outcome is how a run ended, for those who watch it: the ledger of runs, the
// metrics, hooks. It holds no id or amount of a customer.
type Outcome struct {
	Command  string    `json:"command"` // run, load, train, ...
	Status   Status    `json:"status"`
	ExitCode int       `json:"exit_code"`
	Problem  string    `json:"problem,omitempty"` // what went wrong, without what stands in exports
	Started  time.Time `json:"started"`           // UTC
	Ended    time.Time `json:"ended"`             // UTC
	Manifest *Manifest `json:"-"`                 // as far as the run came
}

// Undelivered reports whether the list stands, but did not reach where else it is
// wanted.
func (o Outcome) Undelivered() bool {
	return o.ExitCode != 0 && (o.Status == Published || o.Status == NothingNew)
}

// outcome sums up a run that began at a moment and ended with err.
func (s *State) outcome(ctx context.Context, begun time.Time, err error) Outcome {
	o := Outcome{
		Command: s.Settings.Command, Started: begun.UTC(), Ended: s.Settings.Now().UTC(),
		ExitCode: s.Settings.ExitCode(err), Problem: publicText(err), Manifest: s.Manifest,
	}
	switch {
	case ctx.Err() != nil:
		o.Status = Interrupted
	case errors.Is(err, ErrGate), errors.Is(err, ErrGuard):
		o.Status = Refused
	case err != nil && !errors.Is(err, errDelivery):
		o.Status = Failed
	case s.Skipped:
		o.Status = NothingNew
	case s.Risk != nil:
		o.Status = Published
	default:
		o.Status = Done
	}
	return o
}

// publicText says what went wrong in words that hold nothing of a customer:
// what gate and guards found, else only the kind of the problem, because the
// texts of other errors quote the exports.
func publicText(err error) string {
	var p *Problem
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrGate), errors.Is(err, ErrGuard), errors.Is(err, ErrLocked):
		if errors.As(err, &p) {
			return p.Text
		}
		return err.Error()
	case errors.Is(err, errDelivery):
		return "the list is published as files, but not delivered; the log says why, and the next run delivers it"
	case errors.Is(err, context.Canceled):
		return "interrupted"
	}
	return "the run failed; its log says where and what helps"
}

// tell hands the outcome of a run to all who watch. What goes wrong there is
// logged and changes nothing: the list stands as it is.
func (s *State) tell(ctx context.Context, begun time.Time, err error) {
	o := s.outcome(ctx, begun, err)
	ctx = context.WithoutCancel(ctx)
	for _, w := range []struct {
		name string
		tell func(context.Context, *State, Outcome) error
	}{{"ledger", recordOutcome}, {"metrics", writeMetrics}, {"notice", notify}} {
		if err := w.tell(ctx, s, o); err != nil {
			s.Settings.Log.Warn("the outcome of the run could not be told", "to", w.name, "error", err)
		}
	}
}
