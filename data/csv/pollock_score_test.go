package csv

import (
	"slices"
	"strings"
)

// measures are what the Pollock benchmark scores a loaded file by; each is from
// 0 to 1. The score of a file is their sum.
type measures [10]float64

// measureNames are those of the benchmark, in order.
var measureNames = [10]string{
	"success", "header precision", "header recall", "header F1",
	"record precision", "record recall", "record F1",
	"cell precision", "cell recall", "cell F1",
}

func (m measures) sum() float64 {
	var sum float64
	for _, x := range m {
		sum += x
	}
	return sum
}

// scoreTable compares what was loaded with the clean table as the function
// header_record_cell_measures_csv in pollock/metrics.py of the benchmark does,
// at its commit 71738b2. The first line of both is the header, whatever it holds.
// The benchmark takes dates, numbers and prices that mean the same for equal in
// headers and records; here only case is passed over, so that no score is higher
// than the benchmark's own would be. A file that was not loaded scores 0.
func scoreTable(clean, loaded [][]string) measures {
	m := measures{1}
	if len(clean) == 0 {
		for i := range m {
			m[i] = 1
		}
		return m
	}
	var header []string
	if len(loaded) > 0 {
		header = loaded[0]
	}
	overlap(m[1:4], lower(clean[0]), lower(header))
	overlap(m[4:7], joined(clean), joined(loaded))
	overlap(m[7:10], slices.Concat(clean...), slices.Concat(loaded...))
	return m
}

// overlap fills in the shares of two lists that stand in both, as the benchmark
// names them: precision is of what should be there, recall of what was loaded.
func overlap(dst []float64, want, got []string) {
	if len(want) == 0 {
		dst[0], dst[1], dst[2] = 1, 1, 1
		return
	}
	count := map[string]int{}
	for _, w := range want {
		count[w]++
	}
	both := 0.0
	for _, g := range got {
		if count[g] > 0 {
			count[g]--
			both++
		}
	}
	if both == 0 {
		dst[0], dst[1], dst[2] = 0, 0, 0
		return
	}
	p, r := both/float64(len(want)), both/float64(len(got))
	dst[0], dst[1], dst[2] = p, r, 2*p*r/(p+r)
}

func lower(row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		out[i] = strings.ToLower(cell)
	}
	return out
}

// joined are the records below the first line, each as one text.
func joined(table [][]string) []string {
	var out []string
	for i, row := range table {
		if i > 0 {
			out = append(out, strings.Join(lower(row), ""))
		}
	}
	return out
}
