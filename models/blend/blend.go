package blend

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Name is the algorithm's name in configs, artifacts and reports.
const Name = "average"

// Member is a model with its share of the margin.
type Member struct {
	// Algorithm is the member's name, by which it is loaded again.
	Algorithm string
	// Weight is its share, above 0; the weights of a blend sum to 1.
	Weight    float64
	Predictor models.Predictor
}

// Model is a blend: immutable, and safe for concurrent use.
type Model struct {
	members []Member
}

// sumTolerance is how far from 1 the sum of weights may be before they are
// changed: a blend that is stored and loaded keeps its weights to the last bit.
const sumTolerance = 1e-9

// New makes a blend. Members of weight 0 are left out, and the weights of the
// others are brought to a sum of 1 where theirs is another by more than 1e-9. It
// reports models.ErrEmpty where none is left, and models.ErrValue for a weight
// that is negative or not finite, and for weights whose sum is not.
func New(members []Member) (*Model, error) {
	sum := 0.0
	for _, member := range members {
		if !(member.Weight >= 0) || math.IsInf(member.Weight, 0) {
			return nil, fmt.Errorf("averaging models: weight %v of %s: %w", member.Weight, member.Algorithm, models.ErrValue)
		}
		sum += member.Weight
	}
	if math.IsInf(sum, 0) {
		return nil, fmt.Errorf("averaging models: the weights are too large to be added: %w", models.ErrValue)
	}
	m := &Model{}
	for _, member := range members {
		if math.Abs(sum-1) > sumTolerance {
			member.Weight /= sum
		}
		if member.Weight > 0 { // or too small beside the others to be told from 0
			m.members = append(m.members, member)
		}
	}
	if len(m.members) == 0 {
		return nil, fmt.Errorf("averaging models: no member has a weight: %w", models.ErrEmpty)
	}
	return m, nil
}

// Members gives the members in order.
func (m *Model) Members() []Member { return append([]Member(nil), m.members...) }

// PredictProba implements models.Predictor.
func (m *Model) PredictProba(dst []float64, x *mat.Dense) []float64 {
	n, _ := x.Dims()
	if dst == nil {
		dst = make([]float64, n)
	}
	clear(dst)
	p := make([]float64, n)
	for _, member := range m.members {
		for i, v := range member.Predictor.PredictProba(p, x) {
			dst[i] += float64(member.Weight * Logit(v))
		}
	}
	for i, v := range dst {
		dst[i] = 1 / (1 + math.Exp(-v))
	}
	return dst
}

// explained is a blend all of whose members explain themselves.
type explained struct{ *Model }

// Predictor gives the blend as a models.Explainer where every member is one, and
// else as a models.Predictor: a blend that could explain only a part of its
// margin explains nothing.
func (m *Model) Predictor() models.Predictor {
	for _, member := range m.members {
		if _, ok := member.Predictor.(models.Explainer); !ok {
			return m
		}
	}
	return explained{m}
}

// Contributions implements models.Explainer: the weighted sum of the members'
// contributions.
func (m explained) Contributions(dst, x *mat.Dense) *mat.Dense {
	n, p := x.Dims()
	if dst == nil {
		dst = mat.NewDense(n, p, nil)
	}
	dst.Zero()
	part := mat.NewDense(n, p, nil)
	for _, member := range m.members {
		member.Predictor.(models.Explainer).Contributions(part, x) // Predictor checked them all
		for i := range n {
			into, from := dst.RawRowView(i), part.RawRowView(i)
			for j, v := range from {
				into[j] += float64(member.Weight * v)
			}
		}
	}
	return dst
}

// ContributionsByGroup implements models.GroupExplainer: the weighted sum of the
// members' contributions.
func (m explained) ContributionsByGroup(x *mat.Dense, group []int, groups int) *mat.Dense {
	n, _ := x.Dims()
	sums := mat.NewDense(n, groups, nil)
	for _, member := range m.members {
		part := models.ByGroup(member.Predictor.(models.Explainer), x, group, groups)
		for i := range n {
			to := sums.RawRowView(i)
			for j, v := range part.RawRowView(i) {
				to[j] += float64(member.Weight * v)
			}
		}
	}
	return sums
}

// stored is the JSON of a member.
type stored struct {
	Algorithm string          `json:"algorithm"`
	Weight    float64         `json:"weight"`
	Predictor json.RawMessage `json:"predictor"`
}

// MarshalJSON implements json.Marshaler.
func (m *Model) MarshalJSON() ([]byte, error) {
	list := make([]stored, len(m.members))
	for i, member := range m.members {
		text, err := member.Predictor.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("storing %s of a blend: %w", member.Algorithm, err)
		}
		list[i] = stored{member.Algorithm, member.Weight, text}
	}
	return json.Marshal(map[string]any{"members": list})
}

// Loader gives the loader of blends whose members the given loaders know. A
// blend of blends is refused.
func Loader(predictors map[string]func([]byte) (models.Predictor, error)) func([]byte) (models.Predictor, error) {
	return func(data []byte) (models.Predictor, error) {
		var file struct {
			Members []stored `json:"members"`
		}
		if err := json.Unmarshal(data, &file); err != nil {
			return nil, fmt.Errorf("loading a blend: %w", err)
		}
		members := make([]Member, len(file.Members))
		features := -1
		for i, s := range file.Members {
			load, ok := predictors[s.Algorithm]
			if !ok || s.Algorithm == Name {
				return nil, fmt.Errorf("loading a blend: member %q: %w", s.Algorithm, models.ErrAlgorithm)
			}
			p, err := load(s.Predictor)
			if err != nil {
				return nil, fmt.Errorf("loading %s of a blend: %w", s.Algorithm, err)
			}
			if sized, ok := p.(interface{ Features() int }); ok {
				if features >= 0 && sized.Features() != features {
					return nil, fmt.Errorf("loading a blend: members of %d and of %d features: %w", features, sized.Features(), models.ErrShape)
				}
				features = sized.Features()
			}
			members[i] = Member{s.Algorithm, s.Weight, p}
		}
		m, err := New(members)
		if err != nil {
			return nil, err
		}
		return m.Predictor(), nil
	}
}

// Features is the number of columns that the members take, or 0 where none of
// them says.
func (m *Model) Features() int {
	for _, member := range m.members {
		if sized, ok := member.Predictor.(interface{ Features() int }); ok {
			return sized.Features()
		}
	}
	return 0
}

// Logit is the log odds of p, with p kept 2^-52 away from 0 and 1.
func Logit(p float64) float64 {
	const epsilon = 0x1p-52
	p = math.Min(math.Max(p, epsilon), 1-epsilon)
	return math.Log(p) - math.Log1p(-p)
}
