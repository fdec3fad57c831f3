package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"predict/configs"
	"predict/pipeline"
)

// version is stamped by the build.
var version = ""

// streams are where a command writes. Results go to out, all else to err.
type streams struct {
	out, err io.Writer
	terminal bool // err is a terminal
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// app is what the commands share.
type app struct {
	streams
	bars        io.Writer // where bars are drawn
	config      string
	asOf        string
	state       string
	json        bool
	verbose     bool
	quiet       bool
	noProgress  bool
	logFormat   string // text or json; empty until flag or config say so
	force       bool
	model       string // to score with
	allowFuture bool
	running     bool // the command line was understood
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, s streams) int {
	a := &app{bars: s.err}
	s.out, s.err = visible{s.out}, visible{s.err}
	a.streams = s
	root := a.root()
	root.SetArgs(args)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.running {
		err = &usageError{err}
	}
	code := exitCode(ctx, err)
	if err != nil {
		a.tellError(ctx, err, code)
	}
	return code
}

func explain(ctx context.Context, err error) string {
	if ctx.Err() != nil {
		return "predict: interrupted; nothing half-written was left, and the same command goes on from here"
	}
	return "predict: " + err.Error() + machineRemedy(err)
}

const rootLong = `predict turns exports of what customers did into a list of the customers who
are about to leave: who, why, what each is worth and what to do.

It reads the exports that a config names, derives features of each customer's
timeline, trains a classifier on past cutoffs, and writes risk.csv, risk.parquet
and manifest.json.

` + exitCodesHelp

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "predict", Short: "Who is about to leave, why, and what to do", Long: rootLong,
		Example:       "  predict generate demo --customers 2000 && predict run -c demo/predict.yaml",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return &usageError{fmt.Errorf("%w; see `%s --help`", err, c.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.StringVarP(&a.config, "config", "c", "predict.yaml", "config file")
	flags.StringVar(&a.asOf, "as-of", "", "cutoff to score at: a date (yyyy-mm-dd) or latest")
	flags.StringVar(&a.state, "state", "", "folder for lake, features, models and outputs, in place of the config's")
	flags.BoolVar(&a.json, "json", false, "print the result as JSON on stdout")
	flags.StringVar(&a.logFormat, "log-format", "", "text or json, one object a line with its time; default: as the config says, else text")
	flags.BoolVarP(&a.verbose, "verbose", "v", false, "log the details of each stage, too")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "log warnings and errors only")
	flags.BoolVar(&a.noProgress, "no-progress", false, "show no progress bars")
	root.AddCommand(a.runCommand(), a.loadCommand(), a.featuresCommand(), a.trainCommand(), a.scoring(a.scoreCommand()),
		a.evaluateCommand(), a.explainCommand(), a.modelsCommand(), a.kpiCommand(), a.causesCommand(), a.signalsCommand(), a.whatifCommand(), a.reportCommand(), a.statusCommand(), a.doctorCommand(), a.initCommand(), a.generateCommand(), a.verifyCommand(), a.manCommand(), a.versionCommand())
	completeValues(root)
	a.guard(root)
	return root
}

// guard makes every command note that the command line was understood.
func (a *app) guard(parent *cobra.Command) {
	for _, c := range parent.Commands() {
		a.guard(c)
		work := c.RunE
		c.RunE = func(cmd *cobra.Command, args []string) error {
			if err := a.checkLogFlags(); err != nil {
				return err
			}
			a.running = true
			return work(cmd, args)
		}
	}
}

// open loads the config and prepares a run.
func (a *app) open(cmd *cobra.Command) (*pipeline.State, error) {
	c, err := configs.Load(a.config)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &usageError{fmt.Errorf("there is no config file %s; name one with --config, or make demo exports with one: predict generate demo", a.config)}
	}
	var mistakes *configs.Error
	if err != nil && !errors.As(err, &mistakes) {
		return nil, &usageError{fmt.Errorf("reading the config file: %w", err)}
	}
	if err != nil {
		return nil, err
	}
	if a.logFormat == "" {
		a.logFormat = c.Watch.LogFormat
	}
	if a.asOf != "" {
		c.AsOf = a.asOf
		if err := c.CheckAsOf(); err != nil {
			return nil, &usageError{fmt.Errorf("--as-of: %w", err)}
		}
	}
	if a.state != "" {
		c.SetState(a.state)
	}
	return pipeline.NewState(c, pipeline.Settings{
		Command: cmd.Name(), ExitCode: func(err error) int { return exitCode(cmd.Context(), err) }, Model: a.model, AllowFutureModel: a.allowFuture, Force: a.force, Version: versionText(), Log: a.logger(cmd.Name()), Progress: a.progress(), Now: time.Now,
	}), nil
}

// noArguments refuses arguments that are no flags.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument %q; see `%s --help`", cmd.Name(), args[0], cmd.CommandPath())
	}
	return nil
}

// usageError is a mistake on the command line.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Example: "  predict version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if a.json {
				return a.printJSON(map[string]string{"program": "predict", "version": versionText()})
			}
			_, err := fmt.Fprintln(a.out, "predict "+versionText())
			return err
		},
	}
}

// versionText is the stamped version, or what the Go tool knows.
func versionText() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return "devel"
}
