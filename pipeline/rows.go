package pipeline

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"path/filepath"

	"github.com/cespare/xxhash/v2"

	"predict/configs"
	"predict/data/columnar"
	"predict/features"
	"predict/models"
	"predict/models/candidates"
)

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

// labelled gathers the customers of cutoffs whose label is known, at most so
// many of them. Where there are more, customers are sampled by a hash of their
// key, the cutoff and the seed: the same ones in every run. Treated customers
// are weighed as the config says where weigh is set.
func (s *State) labelled(ctx context.Context, cutoffs []int64, names []string, most int, weigh bool) (candidates.Rows, error) {
	known, err := s.knownLabels(cutoffs)
	if err != nil {
		return candidates.Rows{}, err
	}
	share := 1.0
	if most > 0 && known > int64(most) {
		share = float64(most) / float64(known)
		known = int64(most)
	}
	p := len(names)
	rows := candidates.Rows{Keys: make([]uint64, 0, known)}
	rows.Y = make([]float64, 0, known)
	x := make([]float32, 0, int(known)*p)
	weighed := false
	for _, cutoff := range cutoffs {
		err := s.eachFrame(ctx, cutoff, names, func(f *Frame) error {
			for i, label := range f.Labels {
				if most > 0 && len(rows.Y) == most { // the share is met on average, the bound always
					return nil
				}
				if label == features.LabelUnknown || !sampled(f.Keys[i], uint64(cutoff)^uint64(s.Config.Model.Seed), share) {
					continue
				}
				weight := 1.0
				if weigh {
					weight = treatedWeight(s.Config.Model, &f.Profiles[i])
				}
				if weight == 0 {
					continue
				}
				weighed = weighed || weight != 1
				rows.Y, rows.W = append(rows.Y, float64(label)), append(rows.W, weight)
				rows.Keys = append(rows.Keys, f.Keys[i])
				for _, v := range f.X.RawRowView(i) {
					x = append(x, float32(v))
				}
			}
			return nil
		})
		if err != nil {
			return candidates.Rows{}, err
		}
	}
	if !weighed {
		rows.W = nil
	}
	rows.X = &models.Matrix32{N: len(rows.Y), P: p, Data: x}
	return rows, nil
}

// knownLabels counts the customers of cutoffs whose label is known.
func (s *State) knownLabels(cutoffs []int64) (int64, error) {
	known := int64(0)
	for _, cutoff := range cutoffs {
		about, err := readAbout(s.path("features", cutoffName(cutoff)))
		if err != nil {
			return 0, fmt.Errorf("reading what is known of the features at %s: %w", cutoffName(cutoff), err)
		}
		known += about.Rows - about.Unknown
	}
	return known, nil
}

// treated reports whether a customer was made an offer in the 90 days before
// the cutoff, and is no control.
func treated(p *features.Profile) bool { return p.Treated && !p.Control }

// treatedWeight is the weight of a customer in training.
func treatedWeight(m configs.Model, p *features.Profile) float64 {
	if !treated(p) {
		return 1
	}
	switch m.Treated {
	case configs.ExcludeTreated:
		return 0
	case configs.DownWeightTreated:
		return m.TreatedWeight
	}
	return 1
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
