package lake_test

import (
	"encoding/json"
	"math"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"predict/data/lake"
)

// TestDayCounts compares counts that are added one by one, and those of two
// halves that are merged, with a map, and writes and reads them.
func TestDayCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOf(rapid.OneOf(rapid.Int32Range(-3, 20), rapid.Int32())).Draw(t, "days")
		want := map[int32]int64{}
		var all, half, rest lake.DayCounts
		for i, d := range days {
			n := int64(i % 4) // adding none changes nothing
			want[d] += n
			all = all.Add(d, n)
			if i%2 == 0 {
				half = half.Add(d, n)
			} else {
				rest = rest.Add(d, n)
			}
		}
		total := int64(0)
		for d, n := range want {
			total += n
			if got := all.Rows(d); got != n {
				t.Fatalf("day %d has %d rows, want %d", d, got, n)
			}
		}
		if all.Total() != total {
			t.Fatalf("%d rows, want %d", all.Total(), total)
		}
		if d := gocmp.Diff(all, half.Merge(rest)); d != "" && len(all) > 0 {
			t.Fatalf("merged halves (-all +merged):\n%s", d)
		}
		text, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		var back lake.DayCounts
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if d := gocmp.Diff(all, back); d != "" && len(all) > 0 {
			t.Fatalf("read back from %s (-want +got):\n%s", text, d)
		}
	})
}

func TestDayCountsText(t *testing.T) {
	var c lake.DayCounts
	for _, d := range []int32{19_000, 19_001, 19_010, -1, math.MaxInt32} {
		c = c.Add(d, int64(d&7)+1)
	}
	text, err := json.Marshal(c)
	if want := `[[-1,8],[19000,1,2],[19010,3],[2147483647,8]]`; err != nil || string(text) != want {
		t.Errorf("got %s, %v; want %s", text, err, want)
	}
	for _, bad := range []string{`[[1,-2]]`, `[[1,0]]`, `[[5,1],[4,1]]`, `[[2147483647,1,1]]`, `[[1,1],[1,1]]`, `{}`} {
		if err := json.Unmarshal([]byte(bad), &c); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
