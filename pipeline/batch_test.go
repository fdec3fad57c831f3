package pipeline

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/lake"
	"predict/features"
)

func TestTranslate(t *testing.T) {
	for _, tt := range []struct {
		name          string
		texts, values []string
		extend        bool
		want          []int32
	}{
		{"to fixed codes", []string{"technical", "complaint"}, []string{"billing_question", "technical", "product_info", "complaint"}, false, []int32{1, 3}},
		{"unknown text", []string{"fax"}, []string{"billing_question"}, false, []int32{features.NoCode}},
		{"unknown text gets a code of its own", []string{"fuel", "toys"}, []string{"toys"}, true, []int32{1, 0}},
		{"no texts", nil, []string{"toys"}, true, []int32{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, translate(tt.texts, tt.values, tt.extend)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Three customers: the first has rows of the wallet, the second only a segment
// with rows, the third neither.
func TestWalletOfSegments(t *testing.T) {
	b := &lake.Bucket{
		IDs: []string{"a", "b", "c"}, Keys: []uint64{1, 2, 3},
		Tables: map[string]*lake.Rows{
			data.Customers: {Start: []int32{0, 1, 2, 3}, I32: map[string][]int32{"segment": {0, 1, features.NoCode}}},
			data.Wallet: {
				Start: []int32{0, 1, 1, 1},
				I64:   map[string][]int64{"month": {100}, "total": {7}},
				I32:   map[string][]int32{"category": {0}},
			},
		},
	}
	v := &vocabulary{
		walletCategory: []int32{5},
		segmentWallet: &segmentWallet{
			month:    map[int32][]int64{0: {100}, 1: {100, 200}},
			category: map[int32][]int32{0: {2}, 1: {2, features.NoCode}},
			total:    map[int32][]int64{0: {1}, 1: {30, 40}},
		},
	}
	want := features.WalletColumns{
		Start: []int32{0, 1, 3, 3}, Month: []int64{100, 100, 200},
		Category: []int32{5, 2, features.NoCode}, Total: []int64{7, 30, 40},
	}
	if diff := cmp.Diff(want, v.batch(b).Wallet); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
