package generate

import (
	"context"
	"fmt"
	"time"
)

// Run writes the exports that the options describe into the folder dir, with a
// predict.yaml that reads them and the hidden truth in truth/. The folder must
// be new or empty unless Options.Force is set. A run that fails or whose ctx
// ends leaves dir as it was.
func Run(ctx context.Context, dir string, o Options) (Summary, error) {
	if err := o.Validate(); err != nil {
		return Summary{}, fmt.Errorf("generate: checking options: %w", err)
	}
	folder, err := openFolder(dir, o.Force)
	if err != nil {
		return Summary{}, fmt.Errorf("generate: preparing folder %s: %w", dir, err)
	}
	defer folder.discard()

	o.Start = o.Start.UTC()
	c := newCalendar(o.Start, o.Months)
	m := newMarket(o.Seed, c.weeks())
	out, err := simulate(ctx, o, m, c)
	if err != nil {
		return Summary{}, fmt.Errorf("generate: simulating: %w", err)
	}
	summary := summarize(o, c, out)
	w := &writer{dir: folder.temporary, seed: o.Seed, daily: o.Daily, messy: o.Messy, calendar: c}
	if err := writeAll(ctx, w, m, out); err != nil {
		return Summary{}, fmt.Errorf("generate: writing exports: %w", err)
	}
	summary.Tables = w.tables
	if err := writeConfig(folder.temporary, o, summary); err != nil {
		return Summary{}, fmt.Errorf("generate: writing predict.yaml: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return Summary{}, fmt.Errorf("generate: writing exports: %w", err)
	}
	if err := folder.publish(); err != nil {
		return Summary{}, fmt.Errorf("generate: moving exports into %s: %w", dir, err)
	}
	return summary, nil
}

// Days that Summary looks at: those active in lookback days before the cutoff,
// and what they bought in the horizon after it.
const (
	horizonDays  = 90
	lookbackDays = 180
)

// summarize counts who was active before the last cutoff and who churned.
func summarize(o Options, c *calendar, out *records) Summary {
	cutoff := c.days - horizonDays
	last := make([]uint8, o.Customers)
	const bought, stayed = 1, 2
	for _, line := range out.lines {
		day := int(line.at) / daySeconds
		switch {
		case line.returned:
		case day >= cutoff:
			last[line.customer] |= stayed
		case day >= cutoff-lookbackDays:
			last[line.customer] |= bought
		}
	}
	s := Summary{Customers: o.Customers, Cutoff: o.Start.AddDate(0, 0, cutoff).Format(time.DateOnly)}
	for _, seen := range last {
		if seen&bought != 0 {
			s.Active++
			if seen&stayed == 0 {
				s.Churned++
			}
		}
	}
	return s
}
