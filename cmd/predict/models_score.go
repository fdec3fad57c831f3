package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"predict/models/drift"
	"predict/pipeline"
)

const scoreLong = `score ranks the customers at as_of and publishes risk.csv, risk.parquet and
manifest.json under outputs/<as_of>. The champion scores, unless --model names
another model: a stored one (an id, a prefix of one, latest), a model.json, or a
model.txt of LightGBM, whose features are found by name among those of this run,
some of them or all, in any order, and whose probabilities are taken as they are.

A model that has learned from what happened after as_of is refused. For a past
as_of the newest stored model that has not is taken; without one,
--allow-future-model scores all the same, and the manifest says so.

Customers who differ from those of training are warned of (model.drift.warn).
Beyond model.drift.limit no list is published, with exit code 5; --force publishes
it, and the manifest says so.`

// scoring adds to the command score the flags that choose the model.
func (a *app) scoring(cmd *cobra.Command) *cobra.Command {
	cmd.Long = scoreLong
	cmd.Example = "  predict score -c predict.yaml\n  predict score -c predict.yaml --model latest"
	cmd.Flags().StringVar(&a.model, "model", "", "score with this model: an id, a prefix of one, champion, latest, or the path of a model.json or of LightGBM's model.txt")
	cmd.Flags().BoolVar(&a.allowFuture, "allow-future-model", false, "score a past as_of with a model that has seen what came after; marked in the manifest")
	cmd.Flags().BoolVar(&a.force, "force", false, "publish the list in spite of what the guards found, such as customers who differ too much from those of training; recorded in the manifest")
	return cmd
}

// printModelNotes says what a reader of the list must know of its model.
func (a *app) printModelNotes(m *pipeline.Manifest) {
	lines := append(modelNotes(m.Model, m.AsOf), driftNotes(m.Drift)...)
	lines = append(lines, guardNotes(m)...)
	if len(lines) > 0 {
		fmt.Fprintf(a.out, "\n%s\n", strings.Join(lines, "\n"))
	}
}

// modelNotes says what is odd about a model.
func modelNotes(n *pipeline.ModelNote, asOf string) []string {
	if n == nil {
		return nil
	}
	var lines []string
	if n.SeesFuture {
		lines = append(lines, fmt.Sprintf("The model %s has learned from what happened after %s: do not judge it by this list.", n.ID, asOf))
	}
	if n.External != "" {
		lines = append(lines, fmt.Sprintf("The model was read from %s.", n.External))
	}
	if n.Uncalibrated {
		lines = append(lines, "Its probabilities are its own, not calibrated, and when it was trained is not known: trust the order of the list more than the numbers.")
	}
	switch {
	case n.Forced:
		lines = append(lines, fmt.Sprintf("The gate refused model %s; it was promoted by force.", n.ID))
	case n.Gate == "refused":
		lines = append(lines, fmt.Sprintf("The gate refused model %s, which made this list; `predict models show %s` says why.", n.ID, n.ID))
	}
	return lines
}

// driftNotes says how far the customers are from those of training.
func driftNotes(d *pipeline.DriftNote) []string {
	if d == nil || d.Level == "" || d.Level == drift.Stable {
		return nil
	}
	lines := []string{fmt.Sprintf("%d of %d figures of the customers have drifted from those of training; the manifest names them.", d.Warned, d.Features)}
	if d.Level != drift.Hard { // a reader of the list can do nothing about a drift that does no harm
		return lines
	}
	if d.Score != nil && d.Score.Level != drift.Stable {
		lines = append(lines, "  "+d.Score.Text)
	}
	for _, f := range d.Worst {
		if f.Level == drift.Hard {
			lines = append(lines, "  "+f.Text)
		}
	}
	if d.Forced {
		lines = append(lines, "That is beyond the limit; the list was published by force.")
	}
	return lines
}
