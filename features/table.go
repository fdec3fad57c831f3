package features

import "strconv"

// Table is the features of the eligible customers at one cutoff.
type Table struct {
	// Cutoff is the observation instant, microseconds UTC.
	Cutoff int64
	// IDs and Keys are those of the batches, one a row.
	IDs  []string
	Keys []uint64
	// X holds n rows of p features, row after row; NaN where missing.
	X []float64
	// Labels are one of the Label constants, one a row.
	Labels []int8
	// Profiles are facts for people to read, one a row.
	Profiles []Profile
	// Excluded counts the customers who are no row, by the first reason.
	Excluded map[Exclusion]int64
}

// The values of labels.
const (
	LabelUnknown int8 = -1 // the label window has not passed, or has no answer
	LabelStayed  int8 = 0
	LabelChurned int8 = 1
)

// Rows returns the number of rows.
func (t *Table) Rows() int { return len(t.IDs) }

// Reset empties the table and keeps its memory and its cutoff.
func (t *Table) Reset() {
	t.IDs, t.Keys, t.X = t.IDs[:0], t.Keys[:0], t.X[:0]
	t.Labels, t.Profiles = t.Labels[:0], t.Profiles[:0]
	clear(t.Excluded)
}

// Append adds the rows and counts of another table of the same cutoff and
// schema after those of t.
func (t *Table) Append(other *Table) {
	t.IDs, t.Keys, t.X = append(t.IDs, other.IDs...), append(t.Keys, other.Keys...), append(t.X, other.X...)
	t.Labels, t.Profiles = append(t.Labels, other.Labels...), append(t.Profiles, other.Profiles...)
	if t.Excluded == nil {
		t.Excluded = make(map[Exclusion]int64, numExclusions)
	}
	for reason, n := range other.Excluded {
		t.Excluded[reason] += n
	}
}

// Profile is what was known of a customer at the cutoff and is meant for
// people and for action rather than for models.
type Profile struct {
	FirstPurchase, LastPurchase int64   // NoTime without purchases
	UsualGapDays                float64 // NaN with fewer than two purchase days
	Spend365                    int64   // net of returns, money units, last 365 days
	Margin365                   int64   // NoMoney without margins
	Purchases                   int32   // orders in all history
	PurchaseDays                int32   // days with an order in all history
	Purchases365                int32   // orders in the last 365 days
	// Codes of the customer facts; NoCode where unknown. They carry no time:
	// they are as the customers table has them now.
	Segment, Region, PreferredChannel, PreferredHour int32
	// TopChannel is the channel with most bought lines in the last 365 days,
	// the lowest code of those with as many; NoCode without any.
	TopChannel int32
	// StoppedCategory is the category that StoppedCategory finds, for sentences
	// about it; NoCode where there is none or no family reads categories.
	StoppedCategory int32
	// Treated says that an offer was made in the last 90 days, controls apart.
	Treated bool
	// Control says that the last offer of these 90 days held the customer out.
	Control bool
}

// Exclusion is why a customer is no row of a feature table.
type Exclusion uint8

// The reasons, in the order in which they are tried: the first one counts.
const (
	included Exclusion = iota
	// NotSeen: no transaction before the cutoff.
	NotSeen
	// AlreadyCancelled: a cancellation before the cutoff, and no purchase since.
	// Of cancellation churn, any cancellation before the cutoff.
	AlreadyCancelled
	// TooFewPurchases: fewer purchases before the cutoff than min_purchases.
	TooFewPurchases
	// NotRecent: no purchase in the look-back.
	NotRecent
	// NoSpend: returns ate all spend in the look-back, so it cannot decline
	// (decline churn).
	NoSpend
	numExclusions
)

// Exclusions returns all reasons in the order in which they are tried.
func Exclusions() []Exclusion {
	return []Exclusion{NotSeen, AlreadyCancelled, TooFewPurchases, NotRecent, NoSpend}
}

// String names the reason as manifests do.
func (e Exclusion) String() string {
	switch e {
	case included:
		return "included"
	case NotSeen:
		return "not_seen_before_cutoff"
	case AlreadyCancelled:
		return "already_cancelled"
	case TooFewPurchases:
		return "too_few_purchases"
	case NotRecent:
		return "no_purchase_in_lookback"
	case NoSpend:
		return "no_spend_in_lookback"
	}
	return "exclusion_" + strconv.Itoa(int(e))
}

// MarshalText lets maps keyed by reason be written as JSON and YAML.
func (e Exclusion) MarshalText() ([]byte, error) { return []byte(e.String()), nil }
