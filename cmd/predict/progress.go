package main

import (
	"github.com/schollz/progressbar/v3"

	"predict/pipeline"
)

// progress gives bars on a terminal and nothing elsewhere: there the log lines
// of the stages tell how far a run has come.
func (a *app) progress() pipeline.Progress {
	if !a.terminal || a.noProgress || a.quiet {
		return nil
	}
	return &bars{app: a}
}

// bars shows one bar at a time on stderr.
type bars struct {
	app *app
	bar *progressbar.ProgressBar
}

// Start begins a bar; a total below 0 counts bytes without knowing their end.
func (b *bars) Start(what string, total int64) {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(b.app.bars), progressbar.OptionSetDescription(what),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000), progressbar.OptionSetWidth(30),
	}
	if total < 0 {
		options = append(options, progressbar.OptionShowBytes(true))
	}
	b.bar = progressbar.NewOptions64(total, options...)
}

// Add moves the bar.
func (b *bars) Add(n int64) {
	if b.bar != nil {
		_ = b.bar.Add64(n) // a bar that cannot be drawn stops nothing
	}
}

// Done takes the bar away.
func (b *bars) Done() {
	if b.bar != nil {
		_ = b.bar.Finish()
		b.bar = nil
	}
}
