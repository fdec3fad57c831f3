package pipeline

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"predict/data/columnar"
	"predict/features"
)

// RiskRow is one customer of the risk list.
type RiskRow struct {
	Rank             int
	CustomerID       string
	Probability      float64 // P(churn) within the horizon, 0 to 1
	Tier             string
	ValueAtRisk      int64 // probability × spend of the last 365 days, money units
	Reasons          [3]string
	Action           string
	PreferredChannel string
	PreferredHour    int32 // 0 to 23, or NoCode
	Holdout          bool
	Segment, Region  string
	LastPurchase     int64   // microseconds UTC
	UsualGapDays     float64 // NaN where the customer has none
	Spend365         int64   // money units
	Margin365        int64   // money units of the last 365 days; NoMoney without margins
	Purchases365     int32   // orders of the last 365 days
	// ReasonFamilies are the families of Reasons, and Driver the family that raises
	// the risk most: places in RiskList.Families, -1 for none.
	ReasonFamilies [3]int8
	Driver         int8
	// ScoreChange is the probability less that of the list before: NaN for who was
	// not on it, and for all where there was none. ScoreCause says why it moved, where
	// it moved by .05 or more, or into the tiers high and medium or out of them.
	ScoreChange float64
	ScoreCause  string
}

// RiskList is version 1 of the list: what every row shares, and the rows, the
// most urgent first.
type RiskList struct {
	AsOf        int64
	HorizonDays int
	Currency    string
	ModelID     string
	RunID       string
	// Families are the families of features that reasons come from, each once. Of a
	// flat table they are its columns, the first 127 of them.
	Families []string
	// Before is the as_of of the list that this one was compared with; empty where
	// there was none.
	Before string
	Rows   []RiskRow
}

// order ranks the rows: by tier, in a tier by what is at stake, then by
// probability, then by id, so that the order is total.
func (l *RiskList) order(tiers []string) {
	urgency := map[string]int{}
	for i, t := range tiers {
		urgency[t] = i
	}
	slices.SortFunc(l.Rows, func(a, b RiskRow) int {
		return cmp.Or(
			cmp.Compare(urgency[a.Tier], urgency[b.Tier]),
			cmp.Compare(b.ValueAtRisk, a.ValueAtRisk),
			cmp.Compare(b.Probability, a.Probability),
			strings.Compare(a.CustomerID, b.CustomerID),
		)
	})
	for i := range l.Rows {
		l.Rows[i].Rank = i + 1
	}
}

// riskColumn is one column of risk.csv and risk.parquet.
type riskColumn struct {
	name string
	text func(l *RiskList, r *RiskRow) string // for CSV
	cell func(c *columnar.Column, r *RiskRow) // for Parquet; nil repeats the text
	kind columnar.Type                        // for Parquet
	same bool                                 // all rows of a list have the same text
}

// riskColumns are the columns in their order. Columns are only ever added at
// the end. Those without a source yet are empty: p_alive and clv_365d.
func riskColumns() []riskColumn {
	word := func(name string, of func(*RiskRow) string) riskColumn {
		return riskColumn{name: name, kind: columnar.String, text: func(_ *RiskList, r *RiskRow) string { return of(r) }}
	}
	shared := func(name string, of func(*RiskList) string) riskColumn {
		return riskColumn{name: name, kind: columnar.String, same: true, text: func(l *RiskList, _ *RiskRow) string { return of(l) }}
	}
	empty := func(name string) riskColumn { return shared(name, func(*RiskList) string { return "" }) }
	number := func(name string, digits int, of func(*RiskRow) float64) riskColumn {
		return riskColumn{
			name: name, kind: columnar.Float64,
			text: func(_ *RiskList, r *RiskRow) string { return formatFloat(of(r), digits) },
			cell: func(c *columnar.Column, r *RiskRow) { c.F64 = append(c.F64, of(r)) },
		}
	}
	money := func(name string, of func(*RiskRow) int64) riskColumn {
		return riskColumn{
			name: name, kind: columnar.Decimal4,
			text: func(_ *RiskList, r *RiskRow) string { return formatMoney(of(r)) },
			cell: func(c *columnar.Column, r *RiskRow) { c.I64 = append(c.I64, of(r)) },
		}
	}
	return []riskColumn{
		{name: "rank", kind: columnar.Int32, text: func(_ *RiskList, r *RiskRow) string { return strconv.Itoa(r.Rank) }, cell: func(c *columnar.Column, r *RiskRow) { c.I32 = append(c.I32, int32(r.Rank)) }},
		word("customer_id", func(r *RiskRow) string { return r.CustomerID }),
		shared("as_of", func(l *RiskList) string { return l.date() }),
		number("churn_probability", 4, func(r *RiskRow) float64 { return r.Probability }),
		shared("horizon_days", func(l *RiskList) string { return formatDays(l.HorizonDays) }),
		word("tier", func(r *RiskRow) string { return r.Tier }),
		money("value_at_risk", func(r *RiskRow) int64 { return r.ValueAtRisk }),
		shared("currency", func(l *RiskList) string { return l.Currency }),
		word("reason_1", func(r *RiskRow) string { return r.Reasons[0] }),
		word("reason_2", func(r *RiskRow) string { return r.Reasons[1] }),
		word("reason_3", func(r *RiskRow) string { return r.Reasons[2] }),
		word("suggested_action", func(r *RiskRow) string { return r.Action }),
		word("preferred_channel", func(r *RiskRow) string { return r.PreferredChannel }),
		word("preferred_hour", func(r *RiskRow) string { return formatCode(r.PreferredHour) }),
		word("holdout", func(r *RiskRow) string { return yesNo(r.Holdout) }),
		word("segment", func(r *RiskRow) string { return r.Segment }),
		word("region", func(r *RiskRow) string { return r.Region }),
		word("last_purchase", func(r *RiskRow) string { return formatDate(r.LastPurchase) }),
		number("usual_gap_days", 1, func(r *RiskRow) float64 { return r.UsualGapDays }),
		word("expected_next_purchase", func(r *RiskRow) string { return formatDate(r.expectedNext()) }),
		money("spend_365d", func(r *RiskRow) int64 { return r.Spend365 }),
		empty("p_alive"), empty("clv_365d"),
		number("score_change", 4, func(r *RiskRow) float64 { return r.ScoreChange }),
		word("score_change_cause", func(r *RiskRow) string { return r.ScoreCause }),
		shared("model_id", func(l *RiskList) string { return l.ModelID }),
		shared("run_id", func(l *RiskList) string { return l.RunID }),
	}
}

// expectedNext is when the customer would buy again at the usual pace; it may
// lie in the past.
func (r *RiskRow) expectedNext() int64 {
	if math.IsNaN(r.UsualGapDays) || r.LastPurchase == features.NoTime {
		return features.NoTime
	}
	return r.LastPurchase + int64(math.Round(r.UsualGapDays*float64(features.Day)))
}

func formatFloat(v float64, digits int) string {
	if math.IsNaN(v) {
		return ""
	}
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if v < 0 && strings.Trim(text, "-0.") == "" {
		return text[1:] // rounded to nothing
	}
	return text
}

// formatMoney gives money units with two decimals, half away from zero.
func formatMoney(units int64) string {
	if units == features.NoMoney {
		return ""
	}
	sign := ""
	if units < 0 {
		sign, units = "-", -units
	}
	cents := (units + features.MoneyScale/200) / (features.MoneyScale / 100)
	if cents == 0 {
		sign = ""
	}
	return sign + strconv.FormatInt(cents/100, 10) + "." + strconv.FormatInt(cents%100+100, 10)[1:]
}

func formatDate(t int64) string {
	if t == features.NoTime {
		return ""
	}
	year, month, day := time.UnixMicro(t).UTC().Date()
	if year < 1000 || year > 9999 {
		return time.UnixMicro(t).UTC().Format(time.DateOnly)
	}
	two := func(n int) (byte, byte) { return byte('0' + n/10), byte('0' + n%10) } //nolint:gosec // below 100
	var text [len(time.DateOnly)]byte
	text[4], text[7] = '-', '-'
	text[0], text[1] = two(year / 100)
	text[2], text[3] = two(year % 100)
	text[5], text[6] = two(int(month))
	text[8], text[9] = two(day)
	return string(text[:])
}

// date is the date of the list, empty where it has none: one of a flat table.
func (l *RiskList) date() string {
	if l.AsOf == features.NoTime {
		return ""
	}
	return cutoffName(l.AsOf)
}

// formatDays gives a number of days, nothing where a list has no horizon: one
// of a flat table.
func formatDays(days int) string {
	if days == 0 {
		return ""
	}
	return strconv.Itoa(days)
}

func formatCode(v int32) string {
	if v < 0 {
		return ""
	}
	return strconv.Itoa(int(v))
}

func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}
