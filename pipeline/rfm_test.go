package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/features"
	"predict/pipeline/report"
)

// The middle of equal values decides: of ten rows of which six have 1 purchase, the
// middle of the six is row 3 of 10, the second fifth.
func TestFifths(t *testing.T) {
	for name, c := range map[string]struct {
		rows map[int64]int64
		want map[int64]int
	}{
		"one row":           {map[int64]int64{7: 1}, map[int64]int{7: 3}},
		"all equal":         {map[int64]int64{7: 1000}, map[int64]int{7: 3}},
		"five":              {map[int64]int64{1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, map[int64]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5}},
		"two":               {map[int64]int64{-4: 1, 9: 1}, map[int64]int{-4: 2, 9: 4}},
		"most bought once":  {map[int64]int64{1: 6, 2: 2, 9: 2}, map[int64]int{1: 2, 2: 4, 9: 5}},
		"hundred even ones": {map[int64]int64{0: 20, 1: 20, 2: 20, 3: 20, 4: 20}, map[int64]int{0: 1, 1: 2, 2: 3, 3: 4, 4: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, fifths(c.rows)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRFM(t *testing.T) {
	row := func(day int64, purchases int32, p float64, spend int64) RiskRow {
		return RiskRow{LastPurchase: day*features.Day + 5, Purchases365: purchases, Probability: p, Spend365: spend * features.MoneyScale}
	}
	l := &RiskList{Rows: []RiskRow{
		row(104, 9, 0.1, 500), row(104, 9, 0.2, 300), row(103, 4, 0.3, 100), row(102, 4, 0.4, 50), row(101, 1, 0.9, 20),
	}}
	// Days: the two of 104 lie in the middle of 3 to 5 of 5, the fifth one. Purchases:
	// 1 is the first fifth, the two 4 end at 3 of 5, in the middle of 1 to 3: the third.
	want := []report.RFMCell{
		{Recency: 1, Frequency: 1, Customers: 1, Risk: 0.9, Spend: 20},
		{Recency: 2, Frequency: 3, Customers: 1, Risk: 0.4, Spend: 50},
		{Recency: 3, Frequency: 3, Customers: 1, Risk: 0.3, Spend: 100},
		{Recency: 5, Frequency: 5, Customers: 2, Risk: 0.15, Spend: 400},
	}
	if diff := cmp.Diff(want, l.rfm(), cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, l := range []*RiskList{{}, {Rows: []RiskRow{{LastPurchase: features.NoTime, Spend365: features.NoMoney}}}} {
		if got := l.rfm(); got != nil {
			t.Errorf("a list without purchases has the grid %v", got)
		}
	}
}

// TestRFMOfMany: the customers of the fields add up, also where some have no
// purchase or no known spend.
func TestRFMOfMany(t *testing.T) {
	l := bigList(10_000)
	for i := range l.Rows {
		l.Rows[i].Purchases365 = int32(i * i % 7) //nolint:gosec // below 7
	}
	l.Rows[0].LastPurchase, l.Rows[1].Spend365 = features.NoTime, features.NoMoney
	all := 0
	for _, c := range l.rfm() {
		all += c.Customers
		if c.Recency < 1 || c.Recency > 5 || c.Frequency < 1 || c.Frequency > 5 || c.Risk < 0 || c.Risk > 1 {
			t.Errorf("a field that cannot be: %+v", c)
		}
	}
	if all != len(l.Rows) {
		t.Errorf("%d customers in the grid, %d on the list", all, len(l.Rows))
	}
}
