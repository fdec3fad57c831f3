package features

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scoresBatch holds customers who bought 10 days before the cutoff and again
// after it, each with one score.
func scoresBatch(at []int64, scores []float64) *Batch {
	b := &Batch{}
	b.Transactions.Start, b.Satisfaction.Start = []int32{0}, []int32{0}
	for i := range at {
		b.IDs, b.Keys = append(b.IDs, string(rune('a'+i))), append(b.Keys, uint64(i))
		b.Transactions.Time = append(b.Transactions.Time, eventCutoff-10*Day)
		b.Transactions.Amount = append(b.Transactions.Amount, 10*MoneyScale)
		b.Transactions.Start = append(b.Transactions.Start, int32(i+1))
		b.Satisfaction.Time, b.Satisfaction.Score = append(b.Satisfaction.Time, at[i]), append(b.Satisfaction.Score, scores[i])
		b.Satisfaction.Start = append(b.Satisfaction.Start, int32(i+1))
	}
	return b
}

// TestScoresAreJudgedByAllCustomers expects 4 to be 0.4 where another customer
// gave an 8 before the cutoff, and 0.75 where that came after it; in one counter
// or in two that are merged.
func TestScoresAreJudgedByAllCustomers(t *testing.T) {
	tests := []struct {
		name  string
		other int64 // when the other customer gave the 8
		want  float64
	}{
		{"before the cutoff", eventCutoff - 1, 0.4},
		{"at the cutoff", eventCutoff, 0.75},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, err := NewEngine(DefaultOptions(), []string{"transactions", "satisfaction"}, []int64{eventCutoff}, eventCutoff)
			if err != nil {
				t.Fatal(err)
			}
			if !e.NeedsPeers() {
				t.Fatal("peers are not needed")
			}
			if diff := cmp.Diff([]string{"time", "score", "scale"}, e.PeerColumns()["satisfaction"]); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			whole := scoresBatch([]int64{eventCutoff - Day, test.other}, []float64{4, 8})
			first, second := scoresBatch([]int64{eventCutoff - Day}, []float64{4}), scoresBatch([]int64{test.other}, []float64{8})
			one, two, other := e.NewPeerCounter(), e.NewPeerCounter(), e.NewPeerCounter()
			for _, err := range []error{one.Add(whole), two.Add(first), other.Add(second)} {
				if err != nil {
					t.Fatal(err)
				}
			}
			two.Merge(other)
			if diff := cmp.Diff(one.sums, two.sums); diff != "" {
				t.Errorf("merged counters differ (-one +two):\n%s", diff)
			}
			e.SetPeers(two)
			tables := e.NewTables()
			if err := e.NewWorker().Compute(whole, tables); err != nil {
				t.Fatal(err)
			}
			if got := tables[0].X[e.Schema().Index("last_csat")]; got != test.want {
				t.Errorf("last_csat is %v, want %v", got, test.want)
			}
		})
	}
}
