package pipeline

import (
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/mat"

	"predict/configs"
	"predict/data"
	"predict/features"
	"predict/features/reasons"
	"predict/models"
)

// scorer turns feature rows into rows of the risk list.
type scorer struct {
	config   *configs.Config
	model    *Model
	schema   features.Schema
	columns  reasons.Columns
	families []string // one after the other, each once
	family   []int    // by feature: its place among families
	texts    symbolTexts
}

// symbolTexts are the texts behind the codes that the list shows.
type symbolTexts struct {
	segment, region, preferredChannel, topChannel, category []string
}

func (s *State) symbolTexts() (symbolTexts, error) {
	var t symbolTexts
	for _, d := range []struct {
		to            *[]string
		table, column string
	}{
		{&t.segment, data.Customers, "segment"},
		{&t.region, data.Customers, "region"},
		{&t.preferredChannel, data.Customers, "preferred_channel"},
		{&t.topChannel, data.Transactions, "channel"},
		{&t.category, data.Transactions, "category"},
	} {
		texts, err := s.Lake.Symbols(d.table, d.column)
		if err != nil {
			return t, fmt.Errorf("reading the dictionary of %s.%s: %w", d.table, d.column, err)
		}
		if d.table == data.Transactions { // the features have ranks in place of its codes
			slices.Sort(texts)
		}
		*d.to = texts
	}
	return t, nil
}

// textOf is the text of a code, empty where there is none.
func textOf(texts []string, code int32) string {
	if code < 0 || int(code) >= len(texts) {
		return ""
	}
	return texts[code]
}

// newScorer prepares scoring by a model.
func (s *State) newScorer(m *Model) (*scorer, error) {
	texts, err := s.symbolTexts()
	if err != nil {
		return nil, err
	}
	sc := &scorer{config: s.Config, model: m, schema: s.Schema, columns: reasons.NewColumns(s.Schema.Names()), texts: texts}
	for j, family := range s.Schema.Families {
		if j == 0 || family != s.Schema.Families[j-1] {
			sc.families = append(sc.families, family)
		}
		sc.family = append(sc.family, len(sc.families)-1)
	}
	return sc, nil
}

// score ranks the customers at the cutoff as_of.
func (s *State) score(ctx context.Context, m *Model) (*RiskList, error) {
	sc, err := s.newScorer(m)
	if err != nil {
		return nil, err
	}
	list := &RiskList{AsOf: s.AsOf, HorizonDays: s.Config.Churn.HorizonDays, Currency: s.Config.Currency, ModelID: m.ID, RunID: s.runID(m.ID), Families: sc.families}
	watch, err := newDriftWatch(m)
	if err != nil {
		return nil, err
	}
	if list.Rows, err = s.scoreFrames(ctx, sc, watch); err != nil {
		return nil, err
	}
	if len(list.Rows) == 0 {
		return nil, &Problem{Kind: ErrData, Text: "no customer is eligible at " + cutoffName(s.AsOf), Remedy: "look at the exclusions of that cohort, and give a longer churn.lookback_days or newer exports"}
	}
	if err := s.judgeDrift(watch); err != nil {
		return nil, err
	}
	list.order([]string{configs.TierHigh, configs.TierMedium, configs.TierLow})
	return list, nil
}

// probabilities are those of the rows.
func probabilities(rows []RiskRow) []float64 {
	p := make([]float64, len(rows))
	for i := range rows {
		p[i] = rows[i].Probability
	}
	return p
}

// scoreFrames scores the frames of as_of, several at once, and gives their rows in
// the order of the frames.
func (s *State) scoreFrames(ctx context.Context, sc *scorer, watch *driftWatch) ([]RiskRow, error) {
	group, ctx := errgroup.WithContext(ctx)
	type job struct {
		frame *Frame
		rows  *[]RiskRow
	}
	jobs := make(chan job)
	var parts []*[]RiskRow
	group.Go(func() error {
		defer close(jobs)
		return s.eachFrame(ctx, s.AsOf, s.Schema.Names(), func(f *Frame) error {
			j := job{f, new([]RiskRow)}
			parts = append(parts, j.rows)
			select {
			case jobs <- j:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	for range s.Workers() {
		group.Go(func() error {
			for j := range jobs {
				*j.rows = sc.rows(j.frame)
				if err := watch.add(j.frame.X, probabilities(*j.rows)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	total := 0
	for _, part := range parts {
		total += len(*part)
	}
	all := make([]RiskRow, 0, total)
	for _, part := range parts {
		all = append(all, *part...)
		*part = nil
	}
	return all, nil
}

// rows scores a frame.
func (sc *scorer) rows(f *Frame) []RiskRow {
	p := sc.model.predict(f.X)
	var parts *mat.Dense
	if e, ok := sc.model.calibrated.Explainer(); ok {
		parts = models.ByGroup(e, f.X, sc.family, len(sc.families))
	}
	rows := make([]RiskRow, len(f.IDs))
	for i := range rows {
		rows[i] = sc.row(f, i, p[i], sc.contributions(parts, i))
	}
	return rows
}

// contributions is what each family adds to the risk of row i: row i of parts,
// which has a column for each family. Of a model that cannot say, every family
// counts alike.
func (sc *scorer) contributions(parts *mat.Dense, i int) []reasons.Contribution {
	out := make([]reasons.Contribution, len(sc.families))
	for k, family := range sc.families {
		out[k] = reasons.Contribution{Family: family, LogOdds: 1}
		if parts != nil {
			out[k].LogOdds = parts.At(i, k)
		}
	}
	return out
}

func (sc *scorer) row(f *Frame, i int, p float64, why []reasons.Contribution) RiskRow {
	profile := &f.Profiles[i]
	r := RiskRow{
		CustomerID: f.IDs[i], Probability: p, Tier: sc.config.Score.Tiers.Of(p),
		ValueAtRisk: valueAtRisk(p, profile.Spend365), LastPurchase: profile.LastPurchase,
		UsualGapDays: profile.UsualGapDays, Spend365: profile.Spend365, Margin365: profile.Margin365, Purchases365: profile.Purchases365,
		Segment: textOf(sc.texts.segment, profile.Segment), Region: textOf(sc.texts.region, profile.Region),
		PreferredChannel: textOf(sc.texts.preferredChannel, profile.PreferredChannel), PreferredHour: profile.PreferredHour,
		Holdout:        uniform(f.Keys[i], holdoutSalt^uint64(sc.config.Model.Seed)) < sc.config.Score.HoldoutShare,
		ReasonFamilies: [3]int8{noFamily, noFamily, noFamily}, Driver: sc.driver(why), ScoreChange: math.NaN(),
	}
	if r.PreferredChannel == "" {
		r.PreferredChannel = textOf(sc.texts.topChannel, profile.TopChannel)
	}
	told := reasons.Top(why, sc.reasonsRow(f, i), len(r.Reasons))
	if r.Tier == configs.TierLow && !raises(why, told) {
		told = nil
	}
	for k, reason := range told {
		r.Reasons[k], r.ReasonFamilies[k] = reason.Text, int8(slices.Index(sc.families, reason.Family)) //nolint:gosec // few families
	}
	if len(told) == 0 && r.Tier != configs.TierLow {
		r.Reasons[0] = noSingleSign
	}
	if len(told) > 0 || r.Tier != configs.TierLow { // nobody calls a customer who is content
		r.Action = sc.config.Score.Action(actionFamily(told, profile.PurchaseDays))
	}
	return r
}

// noFamily stands for a reason that is of no family, and for a risk that none
// raises.
const noFamily = -1

// driver is the place of the family that raises the risk most, the first of equals;
// noFamily where none raises it or the model cannot say.
func (sc *scorer) driver(why []reasons.Contribution) int8 {
	if _, ok := sc.model.calibrated.Explainer(); !ok {
		return noFamily
	}
	most, at := 0.0, int8(noFamily)
	for k, c := range why {
		if c.LogOdds > most {
			most, at = c.LogOdds, int8(k) //nolint:gosec // few families
		}
	}
	return at
}

// raises reports whether the families of the reasons raise the risk: where none
// does, the most adverse warning is told, which is no news of a customer who is
// content.
func raises(why []reasons.Contribution, told []reasons.Reason) bool {
	return slices.ContainsFunc(told, func(r reasons.Reason) bool {
		return slices.ContainsFunc(why, func(c reasons.Contribution) bool { return c.Family == r.Family && c.LogOdds > 0 })
	})
}

// reasonsRow is row i of a frame as sentences read it.
func (sc *scorer) reasonsRow(f *Frame, i int) reasons.Row {
	return reasons.Row{
		Columns: sc.columns, Values: f.X.RawRowView(i), Currency: sc.config.Currency,
		StoppedCategory: textOf(sc.texts.category, f.Profiles[i].StoppedCategory),
	}
}

// noSingleSign is said of customers at risk none of whose numbers is a warning
// by itself.
const noSingleSign = "no single sign stands out; customers with a similar history left"

// actionFamily is the family whose tactic is suggested: that of the first
// reason that names a cause, because silence and falling spend say that a
// customer is leaving but not what would help; without one, that of the first
// reason. Who has bought on one day has no rhythm to be reminded at: a second
// purchase is what matters.
func actionFamily(told []reasons.Reason, purchaseDays int32) string {
	for _, r := range told {
		switch r.Family {
		case "complaint", "payment", "billing_contact", "service_contact", "satisfaction", "offers", "changes", "share_of_wallet":
			return r.Family
		}
	}
	switch {
	case len(told) == 0:
		return configs.DefaultAction
	case told[0].Family == "rhythm" && purchaseDays < 2:
		return "frequency"
	}
	return told[0].Family
}

// holdoutSalt keeps the draw of the holdout apart from other draws.
const holdoutSalt = 0x686f6c646f7574

// valueAtRisk is what a customer is expected to take along: the probability of
// leaving times the spend of the last 365 days; never negative.
func valueAtRisk(p float64, spend int64) int64 {
	if spend <= 0 {
		return 0
	}
	return int64(math.Round(p * float64(spend)))
}

// TierSum is what a tier of the list holds.
type TierSum struct {
	Customers   int
	Expected    float64 // customers expected to leave
	ValueAtRisk int64   // money units
	From        float64 // lowest probability
}

// Tier sums up a tier.
func (l *RiskList) Tier(name string) TierSum {
	var t TierSum
	for i := range l.Rows {
		r := &l.Rows[i]
		if r.Tier != name {
			continue
		}
		if t.Customers == 0 || r.Probability < t.From {
			t.From = r.Probability
		}
		t.Customers++
		t.Expected += r.Probability
		if r.ValueAtRisk != features.NoMoney { // of a flat table
			t.ValueAtRisk += r.ValueAtRisk
		}
	}
	return t
}
