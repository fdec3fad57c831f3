package gbdt

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"predict/models"
	"predict/models/gbdt/bins"
)

// checkRows reports what is wrong with training rows and later ones: what
// models.CheckTraining reports.
func checkRows(rows models.Labelled, later *models.Labelled) error {
	if err := checkMatrix(rows); err != nil {
		return err
	}
	if err := models.CheckLabels(rows.Y, rows.W); err != nil {
		return err
	}
	if later == nil {
		return nil
	}
	if err := checkMatrix(*later); err != nil {
		return fmt.Errorf("checking later rows: %w", err)
	}
	if later.X.P != rows.X.P {
		return fmt.Errorf("checking later rows: %d columns, training rows have %d: %w", later.X.P, rows.X.P, models.ErrShape)
	}
	return checkLater(later.Y, later.W)
}

// checkLater checks labels of which there may be one class only.
func checkLater(y, w []float64) error {
	if w != nil && len(w) != len(y) {
		return fmt.Errorf("checking later rows: %d weights for %d labels: %w", len(w), len(y), models.ErrShape)
	}
	for i, v := range y {
		if v != 0 && v != 1 {
			return fmt.Errorf("checking later rows: label %d is %v, not 0 or 1: %w", i, v, models.ErrValue)
		}
		if w != nil && (!(w[i] >= 0) || math.IsInf(w[i], 0)) {
			return fmt.Errorf("checking later rows: weight %d is %v: %w", i, w[i], models.ErrValue)
		}
	}
	return nil
}

func checkMatrix(rows models.Labelled) error {
	x := rows.X
	if x == nil || x.N == 0 || x.P == 0 {
		return models.ErrEmpty
	}
	if len(x.Data) != x.N*x.P {
		return fmt.Errorf("checking features: %d numbers for %d×%d: %w", len(x.Data), x.N, x.P, models.ErrShape)
	}
	if len(rows.Y) != x.N {
		return fmt.Errorf("checking labels: %d labels for %d rows: %w", len(rows.Y), x.N, models.ErrShape)
	}
	const block = 1 << 20
	blocks := (len(x.Data) + block - 1) / block
	found := make([]int, blocks)
	bins.Each(bins.Workers(0), blocks, func(b int) {
		found[b] = infinite(x.Data[b*block : min((b+1)*block, len(x.Data))])
	})
	for b, at := range found {
		if at >= 0 {
			at += b * block
			return fmt.Errorf("checking features: row %d, column %d is infinite: %w", at/x.P, at%x.P, models.ErrValue)
		}
	}
	return nil
}

// infinite is the place of the first infinite value, -1 where there is none.
func infinite(values []float32) int {
	for i, v := range values {
		if math.Float32bits(v)&^(1<<31) == 0x7f800000 {
			return i
		}
	}
	return -1
}

// narrow copies x in float32 precision, at most the largest float32.
func narrow(x *mat.Dense) *models.Matrix32 {
	n, p := x.Dims()
	out := &models.Matrix32{N: n, P: p, Data: make([]float32, n*p)}
	for i := range n {
		into := out.Row(i)
		for j, v := range x.RawRowView(i) {
			into[j] = float32(min(max(v, -math.MaxFloat32), math.MaxFloat32)) // NaN stays NaN
		}
	}
	return out
}
