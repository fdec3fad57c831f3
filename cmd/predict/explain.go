package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"predict/pipeline"
)

const explainLong = `explain shows one customer: who they are, the probability of leaving and their
place in the published list, what raised and lowered that probability against the
average customer (a waterfall by families of features, in log odds and in points),
what happened before as_of, and what the model expects of changes.

The customer's id is written exactly as in the exports and in risk.csv. Nothing is
loaded: the state folder is read as it is. The champion explains, or the model of
--model. A customer who has no probability is shown with the reason.

What the model expects of a change is no proof that the change helps: it is what
the model has seen of customers in that situation.

Exit codes: 0 shown; 2 no such customer, or wrong use; 3 nothing is loaded yet;
4 no model that may be used; 6 the features must be computed first and another
run is using the state folder.`

// explainCommand shows one customer.
func (a *app) explainCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use: "explain CUSTOMER", Short: "Show one customer: probability, why, what happened, what would help", Long: explainLong,
		Example: "  predict explain 0000000042\n  predict explain 0000000042 --all --as-of 2025-10-01 --allow-future-model",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("explain takes the id of one customer, not %d; see `%s --help`", len(args), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.open(cmd)
			if err != nil {
				return err
			}
			if s.Config.IsFlat() {
				return &usageError{fmt.Errorf("explain needs exports of events; %s names a flat table, whose reasons are in its risk.csv", a.config)}
			}
			e, err := pipeline.Explain(cmd.Context(), s, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.printJSON(e)
			}
			a.printExplanation(e, all)
			return nil
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "show every event by itself, and every family however little it counts")
	cmd.Flags().StringVar(&a.model, "model", "", "explain with this model: an id, a prefix of one, champion, latest, or the path of a model.json or of LightGBM's model.txt")
	cmd.Flags().BoolVar(&a.allowFuture, "allow-future-model", false, "explain a past as_of with a model that has seen what came after")
	return cmd
}
