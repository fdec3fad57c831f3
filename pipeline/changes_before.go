package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"predict/configs"
	"predict/data/columnar"
	"predict/features"
)

// ComparedNote says which list the changes of a list are held against.
type ComparedNote struct {
	AsOf   string `json:"as_of"`
	RunID  string `json:"run_id"`
	SHA256 string `json:"sha256"` // of its risk.parquet
}

// comparedWith is the as_of of the list that that of this run is compared with; empty
// where there is none.
func (s *State) comparedWith() string {
	if s.Manifest.Compared == nil {
		return ""
	}
	return s.Manifest.Compared.AsOf
}

// earlierList is the list that another one is compared with: of each customer the
// probability and whether the tier is one of risk.
type earlierList struct {
	name, runID, modelID string
	sum                  string // checksum of the file
	asOf                 int64
	path                 string
	at                   map[string]int32 // places by id
	p                    []float64
	risk                 []bool
}

// mostBefore is how many earlier lists are tried.
const mostBefore = 60

// listBefore reads the newest list with an earlier as_of that is whole and was made
// with the same definition and tiers; nil where there is none. What is not whole is
// passed over with a warning.
func (s *State) listBefore(ctx context.Context, list *RiskList) (*earlierList, error) {
	if list.AsOf == features.NoTime {
		return nil, nil
	}
	names := s.namesBefore(cutoffName(list.AsOf))
	for _, name := range names[:min(len(names), mostBefore)] {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, err := s.earlier(name)
		if err != nil {
			s.passOver(name, err)
			continue
		}
		if e != nil {
			return e, nil
		}
	}
	return nil, nil
}

// namesBefore are the folders of lists with an earlier as_of, the newest first.
func (s *State) namesBefore(asOf string) []string {
	folders, _ := os.ReadDir(s.path("outputs")) // none there: no lists
	var names []string
	for _, f := range slices.Backward(folders) {
		if _, err := configs.ParseDate(f.Name()); err == nil && f.IsDir() && f.Name() < asOf {
			names = append(names, f.Name())
		}
	}
	return names
}

// passOver warns that a list cannot be compared with.
func (s *State) passOver(name string, err error) {
	s.Settings.Log.Warn("an earlier list cannot be read, changes are told against the one before it", "as_of", name, "why", err)
}

// earlier opens a list; nil where it was made with other settings.
func (s *State) earlier(name string) (*earlierList, error) {
	m := &Manifest{}
	if err := readJSON(s.path("outputs", name, manifestFile), m); err != nil {
		return nil, err
	}
	at, err := configs.ParseDate(name)
	if err != nil {
		return nil, err
	}
	if m.AsOf != name {
		return nil, fmt.Errorf("its manifest is about the list as of %s", m.AsOf)
	}
	if m.List != nil && m.List.Basis != s.listBasis() {
		return nil, nil
	}
	e := &earlierList{name: name, runID: m.RunID, asOf: at.UnixMicro(), path: s.path("outputs", name, parquetFile)}
	if m.Model != nil {
		e.modelID = m.Model.ID
	}
	k := slices.IndexFunc(m.Outputs, func(f OutputFile) bool { return f.Name == parquetFile })
	if k < 0 {
		return nil, errors.New("its manifest names no " + parquetFile)
	}
	now, err := describe(e.path)
	if err != nil {
		return nil, err
	}
	if e.sum = now.SHA256; e.sum != m.Outputs[k].SHA256 {
		return nil, fmt.Errorf("%s is not what its manifest says: %w", e.path, ErrDamaged)
	}
	return e, e.read()
}

// read reads what every row is compared by.
func (e *earlierList) read() error {
	r, err := columnar.Open(e.path)
	if err != nil {
		return err
	}
	defer r.Close()
	ids, err := r.String(columnar.All, "customer_id", nil)
	if err != nil {
		return err
	}
	if e.p, err = r.Float64(columnar.All, "churn_probability", nil); err != nil {
		return err
	}
	tiers, err := r.String(columnar.All, "tier", nil)
	if err != nil {
		return err
	}
	e.at, e.risk = make(map[string]int32, len(ids)), make([]bool, len(ids))
	for i, id := range ids {
		e.at[id], e.risk[i] = int32(i), atRisk(tiers[i]) //nolint:gosec // rows of a list
	}
	return nil
}

// tell reads what the list told of the customers at some places, a column at a time.
func (e *earlierList) tell(at []int32) ([]toldBefore, error) {
	out := make([]toldBefore, len(at))
	if len(at) == 0 {
		return out, nil
	}
	r, err := columnar.Open(e.path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var texts []string
	for k, name := range []string{"last_purchase", "reason_1", "reason_2", "reason_3"} {
		if texts, err = r.String(columnar.All, name, texts); err != nil {
			return nil, err
		}
		for i, place := range at {
			if k == 0 {
				out[i].last = texts[place]
			} else {
				out[i].reasons[k-1] = texts[place]
			}
		}
	}
	return out, nil
}
