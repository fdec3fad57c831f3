package pipeline

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
	"gonum.org/v1/gonum/mat"

	"predict/data/columnar"
	"predict/features"
)

// Rows are labelled customers of one or more cutoffs.
type Rows struct {
	X    *mat.Dense
	Y    []float64
	Keys []uint64
}

// eachFrame reads the feature table of a cutoff bucket by bucket, so that
// memory does not grow with the number of customers.
func (s *State) eachFrame(ctx context.Context, cutoff int64, names []string, use func(*Frame) error) error {
	path := s.path("features", cutoffName(cutoff), tableFile)
	r, err := columnar.Open(path)
	if err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(filepath.Dir(path)), err)
	}
	defer r.Close()
	for g := range r.RowGroups() {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := readFrame(r, g, names)
		if err != nil {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		if len(f.IDs) == 0 {
			continue
		}
		if err := use(f); err != nil {
			return err
		}
	}
	return nil
}

// labelled gathers the rows of some cutoffs whose label is known. Where there
// are more than most, customers are sampled by a hash of their key, the cutoff
// and the seed: the same ones in every run.
func (s *State) labelled(ctx context.Context, cutoffs []int64, names []string, most int) (*Rows, error) {
	known := int64(0)
	for _, cutoff := range cutoffs {
		about, err := readAbout(s.path("features", cutoffName(cutoff)))
		if err != nil {
			return nil, fmt.Errorf("reading what is known of the features at %s: %w", cutoffName(cutoff), err)
		}
		known += about.Rows - about.Unknown
	}
	share := 1.0
	if most > 0 && known > int64(most) {
		share = float64(most) / float64(known)
	}
	var x []float64
	rows := &Rows{}
	p := len(names)
	for _, cutoff := range cutoffs {
		err := s.eachFrame(ctx, cutoff, names, func(f *Frame) error {
			for i, label := range f.Labels {
				if most > 0 && len(rows.Y) == most { // the share is met on average, the bound always
					return nil
				}
				if label == features.LabelUnknown || !sampled(f.Keys[i], uint64(cutoff)^uint64(s.Config.Model.Seed), share) {
					continue
				}
				rows.Y = append(rows.Y, float64(label))
				rows.Keys = append(rows.Keys, f.Keys[i])
				x = append(x, f.X.RawRowView(i)...)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(rows.Y) > 0 {
		rows.X = mat.NewDense(len(rows.Y), p, x)
	}
	return rows, nil
}

// sampled reports whether a customer is in a sample of the share. It depends
// on the key and the salt alone.
func sampled(key, salt uint64, share float64) bool {
	return share >= 1 || uniform(key, salt) < share
}

// uniform gives a number in [0,1) that looks random and depends on the key and
// the salt alone.
func uniform(key, salt uint64) float64 {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], key)
	binary.LittleEndian.PutUint64(b[8:], salt)
	return float64(xxhash.Sum64(b[:])>>11) * math.Ldexp(1, -53)
}
