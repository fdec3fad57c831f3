package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"predict/pipeline"
)

// stageCommand is a command that runs stages on the state and shows a result.
func (a *app) stageCommand(use, short, long, example string, stages func() pipeline.Stages, show func(*pipeline.State) error) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: long, Example: example, Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			if s.Config.IsFlat() {
				return a.runFlat(cmd, s)
			}
			return a.runStages(cmd.Context(), s, stages(), show)
		},
	}
}

// runStages runs stages under the lock of the state folder and shows the
// result. What a failed load has counted is shown too.
func (a *app) runStages(ctx context.Context, s *pipeline.State, stages pipeline.Stages, show func(*pipeline.State) error) error {
	err := pipeline.Locked(ctx, s, stages)
	switch {
	case err == nil:
		return show(s)
	case s.Refused == nil:
		return err
	case s.Risk == nil && !a.json: // how a model did that was refused is worth seeing
		a.printEvaluation(s.Training.Evaluation)
		fmt.Fprintln(a.out, "\nRetention figures, causes and signals need no model: see `predict kpi`, or the page that `predict report` writes.")
	default: // there is a list all the same, made with the champion
		err = errors.Join(err, show(s))
	}
	return err
}

// forced adds the flag --force to a command that trains.
func (a *app) forced(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.force, "force", false, "promote the model even where the gate refuses it, and publish the list whatever the guards found; recorded in the model's history and in the manifest")
	return cmd
}

func (a *app) runCommand() *cobra.Command {
	return a.forced(a.stageCommand("run", "Do everything that is due: load, features, train, score, publish",
		`run loads the exports that are new, computes features, trains and judges a model
out of time, scores the customers at as_of and publishes the risk list under
outputs/<as_of>; outputs/latest points to it. A new model is trained where there
is none, or where the champion is model.retrain_days old; one that the gate
refuses leaves the champion in place, which makes the list, and ends with exit
code 4. Stages whose inputs have not changed are skipped; with nothing new at all
it says so and only removes what is past its time.`,
		"  predict run -c predict.yaml\n  predict run -c predict.yaml --as-of 2025-06-30 --json",
		pipeline.RunStages, a.showRun))
}

func (a *app) loadCommand() *cobra.Command {
	return a.stageCommand("load", "Bring new exports into the lake and print the books",
		`load reads the exports that the lake does not hold yet. For every table it prints
rows read = kept + quarantined (by reason) + duplicates + out of scope. Rows that
cannot be used go to quarantine/ with file, line, column, reason and raw text.`,
		"  predict load -c predict.yaml", pipeline.LoadStages, a.showLoad)
}

func (a *app) featuresCommand() *cobra.Command {
	return a.stageCommand("features", "Compute the feature tables of all cutoffs",
		`features computes the feature tables of the past cutoffs and of as_of in one pass
over the lake, as Parquet under features/<cutoff>.`,
		"  predict features -c predict.yaml", pipeline.FeatureStages, a.showFeatures)
}

func (a *app) trainCommand() *cobra.Command {
	var train []string
	var test string
	var tuning pipeline.TuningSettings
	cmd := &cobra.Command{
		Use: "train", Short: "Let candidates compete, judge the best out of time, and promote it",
		Long: `train lets the candidates (boosted trees, logistic regression, random forest, and
their average) compete on a later cutoff, judges the best at one later still that
nothing has seen, beside the simple rules, refits it with the newest mature
cutoff, and stores it under models/<id>. The gate makes it the champion, which
scores, or refuses it with exit code 4 and says which figure failed.

--tune searches settings of the boosted trees and the logistic regression first,
at cutoffs before the test. The time is a budget, from which a number of trials
is planned; the same number of trials gives the same model on any machine.`,
		Example: "  predict train -c predict.yaml\n  predict train -c predict.yaml --tune 10m\n  predict train -c predict.yaml --trials 40\n  predict train -c predict.yaml --force",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			if err := tuning.Check(s.Config.IsFlat()); err != nil {
				return &usageError{err}
			}
			if s.Config.IsFlat() {
				return a.runFlat(cmd, s)
			}
			s.Settings.Tuning = tuning
			if err := s.SetCutoffs(train, test); err != nil {
				return &usageError{err}
			}
			return a.runStages(cmd.Context(), s, pipeline.TrainStages(), a.showTrain)
		},
	}
	cmd.Flags().DurationVar(&tuning.Budget, "tune", 0, "time for searching settings, like 10m; 0: none")
	cmd.Flags().IntVar(&tuning.Trials, "trials", 0, "search with exactly so many trials, whatever time they take")
	cutoffFlags(cmd, &train, &test)
	return a.forced(cmd)
}

// cutoffFlags adds the flags that take the place of the config's past cutoffs.
func cutoffFlags(cmd *cobra.Command, train *[]string, test *string) {
	cmd.Flags().StringSliceVar(train, "train-cutoffs", nil, "cutoffs to learn from (yyyy-mm-dd, separated by commas); default: chosen from the data")
	cmd.Flags().StringVar(test, "test-cutoff", "", "cutoff to judge at (yyyy-mm-dd); default: chosen from the data")
}

func (a *app) scoreCommand() *cobra.Command {
	return a.stageCommand("score", "Score the customers at as_of with the stored model and publish the list",
		`score ranks the customers at as_of by the newest stored model and publishes
risk.csv, risk.parquet and manifest.json under outputs/<as_of>.`,
		"  predict score -c predict.yaml", pipeline.ScoreStages, a.showRun)
}

func (a *app) evaluateCommand() *cobra.Command {
	var train []string
	var test string
	cmd := &cobra.Command{
		Use: "evaluate", Short: "Judge the model out of time, beside the simple rules",
		Long: `evaluate learns at the training cutoffs and judges at the test cutoff: AUC,
average precision, log loss, Brier score, expected calibration error and lift in
the top decile with its cap, each with a bootstrap interval, beside the rules
recency, frequency and churn factor. No model is stored. Where the lake is still
empty, the exports are loaded first.`,
		Example: "  predict evaluate -c predict.yaml\n  predict evaluate -c predict.yaml --train-cutoffs 2025-01-01,2025-04-01 --test-cutoff 2025-09-01 --json",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			if s.Config.IsFlat() {
				return a.runFlat(cmd, s)
			}
			if err := s.SetCutoffs(train, test); err != nil {
				return &usageError{err}
			}
			return a.runStages(cmd.Context(), s, pipeline.EvaluateStages(), a.showEvaluation)
		},
	}
	cutoffFlags(cmd, &train, &test)
	return cmd
}
