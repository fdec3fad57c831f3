package generate

import (
	"context"
	"fmt"
	"strconv"
)

// truthPath is where the hidden state is written. Nothing maps it.
const truthPath = "truth/truth.csv"

// stateNames returns the names of the states, by state.
func stateNames() []string { return []string{"not_yet", "active", "pausing", "leaving", "gone"} }

// writeTruth writes the hidden state of every customer at the cutoffs 90, 180,
// ... days before the end of the window. It has no faults and is no table.
func (k *clerk) writeTruth(ctx context.Context, w *writer, rows []truthRow) error {
	names := stateNames()
	out, err := create(w.dir, truthPath, "customer_id,as_of,state,dissatisfaction,is_tolerant,purchases_per_week")
	if err != nil {
		return fmt.Errorf("creating the truth: %w", err)
	}
	var b []byte
	for i := range rows {
		r, p := &rows[i], &k.customers[rows[i].customer]
		b = append(k.id(b[:0], r.customer), ',')
		b = append(k.day(b, int(r.day)), ',')
		b = append(append(b, names[r.state]...), ',')
		b = append(strconv.AppendFloat(b, float64(r.dissatisfaction), 'f', 3, 64), ',')
		b = append(appendFlag(b, p.tolerant), ',')
		out.line(strconv.AppendFloat(b, p.rate, 'f', 3, 64))
	}
	if err := out.close(new(TableSummary)); err != nil {
		return fmt.Errorf("closing the truth: %w", err)
	}
	return ctx.Err()
}
