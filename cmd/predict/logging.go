package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"predict/configs"
	"predict/data/ingest"
)

// logFormats are what --log-format can be.
func logFormats() []string { return []string{configs.LogText, configs.LogJSON} }

// checkLogFlags reports flags that do not go together or that say nothing.
func (a *app) checkLogFlags() error {
	if a.verbose && a.quiet {
		return errors.New("--verbose and --quiet exclude each other")
	}
	if a.logFormat != "" && !slices.Contains(logFormats(), a.logFormat) {
		return fmt.Errorf("--log-format is %q; it must be text or json", a.logFormat)
	}
	return nil
}

// logger writes to stderr: a line for each stage; with --quiet, and for a command
// that only answers a question, warnings and errors only, with --verbose the
// details of stages too.
func (a *app) logger(command string) *slog.Logger {
	o := &slog.HandlerOptions{Level: slog.LevelInfo}
	switch {
	case a.quiet, answers(command) && !a.verbose:
		o.Level = slog.LevelWarn
	case a.verbose:
		o.Level = slog.LevelDebug
	}
	if a.logFormat == configs.LogJSON {
		o.ReplaceAttr = forMachines
		return slog.New(slog.NewJSONHandler(a.err, o))
	}
	o.ReplaceAttr = dropTime
	return slog.New(slog.NewTextHandler(a.err, o))
}

// answers tells whether a command only answers a question.
func answers(command string) bool {
	return slices.Contains([]string{"explain", "kpi", "causes", "signals", "whatif", "report"}, command)
}

// dropTime leaves the time of a line of text to whoever collects it: cron and
// systemd stamp lines.
func dropTime(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) == 0 && attr.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attr
}

// forMachines writes times in UTC and durations as seconds.
func forMachines(_ []string, attr slog.Attr) slog.Attr {
	switch attr.Value.Kind() {
	case slog.KindTime:
		return slog.Time(attr.Key, attr.Value.Time().UTC())
	case slog.KindDuration:
		return slog.Float64(attr.Key, attr.Value.Duration().Round(time.Millisecond).Seconds())
	}
	return attr
}

// tellError ends a command that went wrong: in a sentence for people, in a line of
// JSON where the log is one.
func (a *app) tellError(ctx context.Context, err error, code int) {
	text := explain(ctx, err)
	if a.logFormat == configs.LogJSON {
		a.logger("").Error("the command failed", "exit_code", code, "error", text)
		return
	}
	fmt.Fprintln(a.err, text)
	var budget *ingest.BudgetError
	if a.terminal && errors.As(err, &budget) && budget.Example.Value != "" { // for a person's eyes, in no log
		fmt.Fprintf(a.err, "There it says %q.\n", budget.Example.Value)
	}
}
