package main

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"predict/pipeline"
)

const modelsLong = `models manages the stored models: what there is, how good each is, which one
scores, and since when.

A model is named by its id, a prefix of it that no other id has, champion (the
one that scores) or latest (the newest as_of, of those the one trained last).

Exit codes of its commands: 0 done; 2 no such model, or wrong use; 4 the gate or
a checksum stands in the way; 6 another run is using the state folder.`

// modelsCommand groups the commands on stored models.
func (a *app) modelsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "models", Short: "List, compare, promote and roll back the stored models", Long: modelsLong,
		Example: "  predict models list", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.modelsListCommand(), a.modelsShowCommand(), a.modelsDiffCommand(),
		a.modelsPromoteCommand(), a.modelsRollbackCommand(), a.modelsRemoveCommand())
	return cmd
}

// modelNames expects so many names of models.
func modelNames(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fmt.Errorf("%s takes %d %s (an id, a prefix of one, champion or latest), not %d; see `%s --help`", cmd.Name(), n, plural(n, "model"), len(args), cmd.CommandPath())
	}
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

func (a *app) modelsListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the stored models, the newest first",
		Long: `list shows every stored model: its algorithm, the date as of which it was
trained, its AUC at the test cutoff with the interval, how far that is above the
best simple rule, what the gate said, and which one is the champion. Models that
are damaged, of another version or foreign are listed with the reason.`,
		Example: "  predict models list\n  predict models list -c predict.yaml --json", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			list, err := s.ListModels()
			if err != nil {
				return err
			}
			return a.showModels(list)
		},
	}
}

func (a *app) modelsShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show MODEL", Short: "Show all that is known of a model",
		Long: `show tells a model's figures with their intervals, beside the simple rules; its
cutoffs, parameters and data; what counts most in it; what the gate said of it;
and what became of it since. The same is in its card.md, with more words.`,
		Example: "  predict models show champion\n  predict models show latest --json", Args: modelNames(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			d, err := s.ShowModel(args[0])
			if err != nil {
				return err
			}
			return a.showModel(d)
		},
	}
}

func (a *app) modelsDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use: "diff MODEL MODEL", Short: "Compare two models",
		Long: `diff tells which parameters, cutoffs and features differ between two models, puts
their figures side by side, says so where they must not be compared because they
were judged on different customers, and names the features that count more or
less than before.`,
		Example: "  predict models diff champion latest", Args: modelNames(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			d, err := s.DiffModels(args[0], args[1])
			if err != nil {
				return err
			}
			return a.showModelDiff(d)
		},
	}
}

func (a *app) modelsPromoteCommand() *cobra.Command {
	var force bool
	var reason string
	cmd := &cobra.Command{
		Use: "promote MODEL", Short: "Make a model the champion, the one that scores",
		Long: `promote makes a stored model the champion unless the gate refused it at
training: then the exit code is 4 and the champion stays. --force promotes it all
the same; the history, the model's card and the manifests of its lists say so.`,
		Example: "  predict models promote latest\n  predict models promote latest --force --reason \"agreed with the retention team\"", Args: modelNames(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var done pipeline.RegistryChange
			return a.changeModels(cmd, pipeline.PromoteStages(args[0], reason, force, &done), &done)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "promote it although the gate refused it, and record that")
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history")
	return cmd
}

func (a *app) modelsRollbackCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: "rollback", Short: "Go back to the champion before this one",
		Long: `rollback makes the previous champion score again; once more goes back one
further. The model that was rolled back stays stored, and no training promotes it
again unless forced.`,
		Example: "  predict models rollback --reason \"too many false alarms\"", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var done pipeline.RegistryChange
			return a.changeModels(cmd, pipeline.RollbackStages(reason, &done), &done)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the history")
	return cmd
}

func (a *app) modelsRemoveCommand() *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use: "remove MODEL", Short: "Delete a stored model, but never the champion",
		Long: `remove deletes a model's folder, damaged or not. The history keeps that it was
there. The champion is not removed, nor is a folder that this program did not
write. --force removes a champion that is damaged; the next run trains another.`,
		Example: "  predict models remove 2025-11-30", Args: modelNames(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var done pipeline.RegistryChange
			return a.changeModels(cmd, pipeline.RemoveStages(args[0], force, &done), &done)
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "remove the champion, too, where it is damaged")
	return cmd
}

// changeModels runs stages that change the stored models under the lock, and
// tells what they did.
func (a *app) changeModels(cmd *cobra.Command, stages pipeline.Stages, done *pipeline.RegistryChange) error {
	s, err := a.open(cmd)
	if err != nil {
		return err
	}
	return a.runStages(cmd.Context(), s, stages, func(*pipeline.State) error {
		if a.json {
			return a.printJSON(done)
		}
		fmt.Fprintln(a.out, changeText(*done))
		return nil
	})
}

// changeText says in a sentence what was done.
func changeText(c pipeline.RegistryChange) string {
	before := "there was none before"
	if c.Previous != "" {
		before = "in place of " + c.Previous
	}
	switch c.Action {
	case pipeline.ActionPromoted:
		return fmt.Sprintf("Model %s is now the champion, %s.", c.Model, before)
	case pipeline.ActionForced:
		return fmt.Sprintf("Model %s is now the champion, %s, although the gate did not let it through; that is recorded.", c.Model, before)
	case pipeline.ActionRolledBack:
		return fmt.Sprintf("Model %s is the champion again, %s.", c.Model, before)
	case pipeline.ActionRemoved:
		return fmt.Sprintf("Model %s is removed.", c.Model)
	}
	return fmt.Sprintf("Model %s is the champion already; nothing changed.", c.Model)
}

// showModels prints the list.
func (a *app) showModels(list []pipeline.ModelSummary) error {
	if a.json {
		return a.printJSON(list)
	}
	if len(list) == 0 {
		fmt.Fprintln(a.out, "No model is stored yet; `predict train` stores one.")
		return nil
	}
	t := newTable(a.out, "", "model", "algorithm", "trained as of", "AUC", "above the best rule", "gate")
	var broken []string
	for _, m := range list {
		mark := ""
		if m.Champion {
			mark = "champion"
		}
		if m.Status != pipeline.StatusOK {
			broken = append(broken, fmt.Sprintf("%s: %s: %s", m.ID, m.Status, m.Problem))
			t.AppendRow(table.Row{mark, m.ID, "", "", "", "", m.Status})
			continue
		}
		t.AppendRow(table.Row{mark, m.ID, m.Algorithm, m.AsOf, modelFigure(m.AUC, false), modelFigure(m.Gain, true), gateText(m)})
	}
	t.Render()
	for _, line := range broken {
		fmt.Fprintln(a.out, line)
	}
	return nil
}

// gateText says what the gate said.
func gateText(m pipeline.ModelSummary) string {
	text := m.Gate
	if text == "" {
		text = "not asked"
	}
	if m.Forced {
		text += ", forced"
	}
	return text
}

// modelFigure writes a figure with its interval; a difference with its sign.
func modelFigure(f *pipeline.Figure, signed bool) string {
	if f == nil {
		return ""
	}
	format := "%.4f"
	if signed {
		format = "%+.4f"
	}
	text := fmt.Sprintf(format, f.Value)
	if f.Interval != nil {
		text += fmt.Sprintf(" ["+format+", "+format+"]", f.Interval.Low, f.Interval.High)
	}
	return strings.TrimSpace(text)
}
