package grow

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"predict/models"
	"predict/models/gbdt/bins"
	"predict/models/gbdt/tree"
)

func TestSigmoid(t *testing.T) {
	s := newSigmoid()
	for x := -31.9; x < 31.9; x += 0.00137 {
		want := 1 / (1 + math.Exp(-x))
		if d := math.Abs(s.at(x)-want) / want; d > 2e-7 {
			t.Fatalf("sigmoid(%v) is %v off, relative", x, d)
		}
	}
	for x, want := range map[float64]float64{0: 0.5, math.Inf(1): 1, math.Inf(-1): 1 / (1 + math.Exp(32)), 1e9: 1} {
		if got := s.at(x); math.Abs(got-want) > 1e-13 {
			t.Errorf("sigmoid(%v) = %v, want %v", x, got, want)
		}
	}
}

// params are those of the tests: no penalty, leaves of any size.
func params() Params {
	return Params{
		Rounds: 1, LearningRate: 1, Leaves: 2, FeatureShare: 1, FeatureShareOfNode: 1, Share: 1,
		MaxOneHot: 4, MaxSet: 32, MinRowsPerGroup: 1, Workers: 1,
	}
}

// first grows the first tree.
func first(t *testing.T, x []float32, y, w []float64, categorical bool, p Params) tree.Tree {
	t.Helper()
	m, err := bins.Build(context.Background(), &models.Matrix32{N: len(x), P: 1, Data: x}, nil, w,
		bins.Options{MaxBin: 255, MinRows: 1, Sample: 1000, Categorical: []bool{categorical}})
	if err != nil {
		t.Fatal(err)
	}
	trees, err := Train(context.Background(), m, y, w, nil, p)
	if err != nil {
		t.Fatal(err)
	}
	return trees[0]
}

// With half of the rows churned, p = 1/2 at the start: a row's gradient is 1/2
// or -1/2 and its hessian 1/4. The gain of a split without penalties is
// G²/H on the left plus G²/H on the right, as ΣG is 0.
func TestFirstSplitByHand(t *testing.T) {
	nan := float32(math.NaN())
	inf := largestThreshold
	tests := []struct {
		name        string
		x           []float32
		y           []float64
		change      func(p *Params)
		gain        float64
		threshold   float64
		left        bool
		leftMargin  float64
		rightMargin float64
	}{
		// Left rows 1, 2, 3: labels 0 0 0, G = 1.5, H = 0.75, G²/H = 3; right the same.
		{"clean", []float32{1, 2, 3, 4, 5, 6}, []float64{0, 0, 0, 1, 1, 1}, nil, 6, math.Nextafter(3.5, 4), false, -2, 2},
		// With λ = 1/4 each side has 1.5²/(0.75+0.25) = 2.25 and the margin 1.5.
		{
			"l2",
			[]float32{1, 2, 3, 4, 5, 6},
			[]float64{0, 0, 0, 1, 1, 1},
			func(p *Params) { p.L2 = 0.25 }, 4.5, math.Nextafter(3.5, 4), false, -1.5, 1.5,
		},
		// L1 of 1/2 takes 1/2 off each |G|: 1²/0.75 on either side.
		{
			"l1",
			[]float32{1, 2, 3, 4, 5, 6},
			[]float64{0, 0, 0, 1, 1, 1},
			func(p *Params) { p.L1 = 0.5 }, 8.0 / 3, math.Nextafter(3.5, 4), false, -4.0 / 3, 4.0 / 3,
		},
		{
			"least gain",
			[]float32{1, 2, 3, 4, 5, 6},
			[]float64{0, 0, 0, 1, 1, 1},
			func(p *Params) { p.MinGain = 2 }, 4, math.Nextafter(3.5, 4), false, -2, 2,
		},
		// Two rows at least: rows 1, 2 (labels 0 1) have G = 0; rows 1 to 4 have labels
		// 0 1 1 1, G = -1, H = 1: gain 1, and 2 on the right.
		{
			"least rows",
			[]float32{1, 2, 3, 4, 5, 6},
			[]float64{0, 1, 1, 1, 0, 0},
			func(p *Params) { p.MinRows = 2 }, 3, math.Nextafter(4.5, 5), false, 1, -2,
		},
		// Missing rows churn as the high ones do.
		{"missing right", []float32{1, 2, nan, 4, 5, nan}, []float64{0, 0, 1, 0, 1, 1}, nil, 6, math.Nextafter(4.5, 5), false, -2, 2},
		{"missing left", []float32{1, 2, nan, 4, 5, nan}, []float64{0, 1, 0, 1, 1, 0}, nil, 6, math.Nextafter(1.5, 2), true, -2, 2},
		// Missing: labels 1 1 1, gain 3; the others: 0 0 1 0 0, G = 3/2, H = 5/4.
		{"missing alone", []float32{1, 2, 3, 4, 5, nan, nan, nan}, []float64{0, 0, 1, 0, 0, 1, 1, 1}, nil, 4.8, inf, false, -1.2, 2},
		{"only missing differs", []float32{3, 3, nan, 3, nan, nan}, []float64{0, 0, 1, 0, 1, 1}, nil, 6, inf, false, -2, 2},
		// The churn falls with the value, against the constraint; a rise exists at the
		// end: rows 1 to 5 have labels 1 1 1 0 0 (G = -1/2, H = 5/4), row 6 label 0.
		{
			"monotone refuses",
			[]float32{1, 2, 3, 4, 5, 6},
			[]float64{0, 1, 1, 1, 0, 0},
			func(p *Params) { p.Monotone = []int8{1} }, 1 + 0.2, math.Nextafter(1.5, 2), false, -2, 0.4,
		},
	}
	for _, test := range tests {
		p := params()
		if test.change != nil {
			test.change(&p)
		}
		got := first(t, test.x, test.y, nil, false, p)
		want := tree.Node{
			Threshold: test.threshold, Missing: tree.MissingNaN, DefaultLeft: test.left,
			Left: ^0, Right: ^1, Gain: test.gain, Weight: float64(len(test.y)) / 4, Count: len(test.y),
		}
		if len(got.Nodes) != 1 {
			t.Errorf("%s: %d nodes", test.name, len(got.Nodes))
			continue
		}
		if !slices.ContainsFunc(test.x, func(v float32) bool { return v != v }) {
			want.DefaultLeft = got.Nodes[0].DefaultLeft
		}
		node := got.Nodes[0]
		node.Gain = math.Round(node.Gain*1e4) / 1e4
		want.Gain = math.Round(want.Gain*1e4) / 1e4
		if diff := cmp.Diff(want, node); diff != "" {
			t.Errorf("%s: node (-want +got):\n%s", test.name, diff)
		}
		for k, margin := range []float64{test.leftMargin, test.rightMargin} {
			if v := got.Leaves[k].Value; math.Abs(v-margin) > 1e-8 {
				t.Errorf("%s: leaf %d has %v, want %v", test.name, k, v, margin)
			}
		}
	}
}

// A category of weight 3 counts three times: the start is ln(3/3) = 0, and
// category 2 has G = -3/2, H = 3/4.
func TestFirstCategoryByHand(t *testing.T) {
	got := first(t, []float32{0, 1, 2, 3}, []float64{0, 0, 1, 0}, []float64{1, 1, 3, 1}, true, params())
	want := tree.Node{Categorical: true, Categories: []uint32{1 << 2}, Left: ^0, Right: ^1, Gain: 6, Weight: 1.5, Count: 4}
	// Shares of the largest weight are float32, entries have 20 bits.
	if diff := cmp.Diff([]tree.Node{want}, got.Nodes, cmpopts.EquateApprox(1e-5, 1e-6)); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	if l, r := got.Leaves[0].Value, got.Leaves[1].Value; math.Abs(l-2) > 1e-6 || math.Abs(r+2) > 1e-6 {
		t.Errorf("leaves %v and %v, want 2 and -2", l, r)
	}
}

// Entries of rows with the largest possible gradients, as many as there can be
// and with any weights, do not overflow.
func TestPrecisionNeverOverflows(t *testing.T) {
	const most = 1 << 30
	for _, n := range []int{1, 10, 1000, 65_536, 2_000_000, bins.MaxRows} {
		for _, size := range []uint64{1, 1000, most / 3, most} {
			for _, mean := range []uint64{size, largestMean} {
				sums := &tally{gradient: size * uint64(n), hessian: 4 * size * uint64(n)}
				p := fine(sums, n, max(size, mean), 4*max(size, mean))
				if g := max(size, mean) >> p.gradient; g > 1<<(valueBits-1)-1 {
					t.Errorf("%d rows of %d: a gradient of %d", n, size, g)
				}
				if h := 4 * max(size, mean) >> p.hessian; h > valueMask {
					t.Errorf("%d rows of %d: a hessian of %d", n, size, h)
				}
				if sum := (size>>p.gradient + 1) * uint64(n); sum > 1<<31+uint64(n) {
					t.Errorf("%d rows of %d: sum of gradients %d", n, size, sum)
				}
				if sum := (4*size>>p.hessian + 1) * uint64(n); sum > 1<<32+uint64(n) {
					t.Errorf("%d rows of %d: sum of hessians %d", n, size, sum)
				}
			}
		}
	}
}

// Rows in two sizes: with mean size μ, those below are drawn with probability
// size/μ. Of 1000 large and 1000 small rows, 600 wanted: μ exceeds both. 1500
// wanted: the large are all taken, and every other small one.
func TestMeanSize(t *testing.T) {
	sums := new(tally)
	sums.count[sizeKey(1<<20)] = 1000
	sums.count[sizeKey(1<<17)] = 1000
	for target, want := range map[float64]float64{
		600:  1000.0 * (1<<20 + 1<<17) / 600,
		1500: 1 << 18,
		2000: 1 << 17,
	} {
		// Sizes are known to one part in 128.
		if got := float64(meanSize(sums, target)); math.Abs(got/want-1) > 0.01 {
			t.Errorf("%v rows: μ = %v, want %v", target, got, want)
		}
	}
}

// Drawn rows stand for all: their sums are right on average.
func TestSamplingIsFair(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n = 40_000
	y, w := make([]float64, n), make([]float64, n)
	for i := range y {
		y[i], w[i] = float64(r.IntN(4)/3), 0.2+r.Float64()
	}
	state, _ := newRows(y, w)
	for i := range state.margin {
		state.margin[i] += r.NormFloat64()
	}
	sums := state.update(2, true)
	var g, h float64
	for i := range n {
		g += float64(state.gradient[i])
		h += float64(state.hessian[i])
	}
	into, spare := make([]uint64, n), make([]uint64, n)
	const draws = 20
	var meanG, meanH, meanN float64
	for k := range draws {
		d := state.entries(into, spare, newDraw(MVS, 0.2, sums, n, bins.Hash(uint64(k))), sums, 3)
		meanG += math.Ldexp(cellGradient(d.total), int(d.gradient)) / draws
		meanH += math.Ldexp(cellHessian(d.total), int(d.hessian)) / draws
		meanN += float64(len(d.entries)) / draws
	}
	// The spread of a sum of 40,000·0.2 rows, averaged over 20 draws, is below 0.4 %.
	if math.Abs(meanN/n-0.2) > 0.004 || math.Abs(meanH/h-1) > 0.01 || math.Abs(meanG-g)/h*4 > 0.01 {
		t.Errorf("share %v, gradients %v of %v, hessians %v of %v", meanN/n, meanG, g, meanH, h)
	}
}

func TestPartition(t *testing.T) {
	const n = 40_000
	column := make([]uint8, n)
	var side sides
	for i := range column {
		column[i] = uint8(bins.Hash(uint64(i)))
	}
	for b := range side {
		side[b] = uint8(b / 3 % 2)
	}
	for _, workers := range []int{1, 2, 3, 8} {
		entries := make([]uint64, n)
		for i := range entries {
			entries[i] = uint64(i)
		}
		left := partitionParallel(entries, make([]uint64, n), column, &side, workers)
		for k, e := range entries {
			if (side[column[e]] == 1) != (k < left) {
				t.Fatalf("%d workers: row %d is on the wrong side", workers, e)
			}
		}
		if !slices.IsSorted(entries[:left]) || !slices.IsSorted(entries[left:]) {
			t.Errorf("%d workers: the order of the rows is lost", workers)
		}
	}
}

func TestMarginal(t *testing.T) {
	// Three bins by two by two: cell b holds 100·(b%3) + 10·(b/3%2) + b/6 + 1.
	slot := make([]uint64, 12)
	for b := range slot {
		slot[b] = uint64(100*(b%3) + 10*(b/3%2) + b/6 + 1)
	}
	parts := []bins.Part{{Stride: 1, Cells: 3}, {Stride: 3, Cells: 2}, {Stride: 6, Cells: 2}}
	want := [][]uint64{{26, 426, 826}, {609, 669}, {636, 642}}
	for k, part := range parts {
		if diff := cmp.Diff(want[k], marginal(make([]uint64, 256), slot, part)); diff != "" {
			t.Errorf("feature %d (-want +got):\n%s", k, diff)
		}
	}
}

func TestChooseFeatures(t *testing.T) {
	if choose(nil, 5, 1, 1) != nil {
		t.Error("all features are not nil")
	}
	one := choose(nil, 40, 0.25, 7)
	count := 0
	for _, b := range one {
		if b {
			count++
		}
	}
	if count != 10 || slices.Equal(one, choose(nil, 40, 0.25, 8)) || !slices.Equal(one, choose(nil, 40, 0.25, 7)) {
		t.Errorf("%d features of 40, want 10, by seed", count)
	}
	for f, b := range choose(one, 40, 0.3, 9) {
		if b && !one[f] {
			t.Errorf("feature %d was not to choose from", f)
		}
	}
}
