package golearn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/sjwhitworth/golearn/trees"
	"gonum.org/v1/gonum/mat"

	"predict/models"
)

// Forest is a fitted forest.
type Forest struct {
	medians []float64
	trees   []tree
}

var _ models.Predictor = (*Forest)(nil)

// tree is a decision tree as columns: node i asks whether feature Feature[i] is
// above Threshold[i] and goes to High[i] or else to Low[i]. A leaf has feature
// -1 and casts Vote[i]: 1 for churn, 0 against, 0.5 where it is evenly divided.
// Children come after their parent.
type tree struct {
	Feature   []int     `json:"feature"`
	Threshold []float64 `json:"threshold"`
	Low       []int     `json:"low"`
	High      []int     `json:"high"`
	Vote      []float64 `json:"vote"`
}

// add appends golearn's node and those below it, and gives its place.
func (t *tree) add(node *trees.DecisionTreeNode, asked map[*trees.DecisionTreeRule]int) int {
	place := len(t.Feature)
	churned, stayed := node.ClassDist[classChurned], node.ClassDist[classStayed]
	vote := 0.5
	if churned != stayed {
		vote = float64(one(churned > stayed))
	}
	t.Feature, t.Threshold = append(t.Feature, -1), append(t.Threshold, 0)
	t.Low, t.High, t.Vote = append(t.Low, 0), append(t.High, 0), append(t.Vote, vote)
	if len(node.Children) < 2 {
		return place
	}
	t.Feature[place], t.Threshold[place] = asked[node.SplitRule], node.SplitRule.SplitVal
	t.Low[place] = t.add(node.Children["0"], asked)
	t.High[place] = t.add(node.Children["1"], asked)
	return place
}

func (t *tree) vote(row []float64) float64 {
	i := 0
	for t.Feature[i] >= 0 {
		if row[t.Feature[i]] > t.Threshold[i] {
			i = t.High[i]
		} else {
			i = t.Low[i]
		}
	}
	return t.Vote[i]
}

// Features is the number of features that the forest reads.
func (f *Forest) Features() int { return len(f.medians) }

// predictRows is the number of rows that a goroutine takes at a time.
const predictRows = 512

// PredictProba implements models.Predictor: the share of the trees that vote
// for churn. It panics where x does not have as many columns as the training
// data, or dst not as many places as x has rows.
func (f *Forest) PredictProba(dst []float64, x *mat.Dense) []float64 {
	n, p := x.Dims()
	if p != len(f.medians) {
		panic(fmt.Sprintf("golearn: %d columns for a forest of %d features", p, len(f.medians)))
	}
	if dst == nil {
		dst = make([]float64, n)
	}
	if len(dst) != n {
		panic(fmt.Sprintf("golearn: %d places for %d rows", len(dst), n))
	}
	parallel((n+predictRows-1)/predictRows, 0, func(b int) {
		row := make([]float64, p)
		for i := b * predictRows; i < min(n, (b+1)*predictRows); i++ {
			copy(row, x.RawRowView(i))
			for j, v := range row {
				if math.IsNaN(v) {
					row[j] = f.medians[j]
				}
			}
			var votes float64
			for t := range f.trees {
				votes += f.trees[t].vote(row)
			}
			dst[i] = votes / float64(len(f.trees))
		}
	})
	return dst
}

// stored is the forest's JSON.
type stored struct {
	Medians []float64 `json:"medians"`
	Trees   []tree    `json:"trees"`
}

// MarshalJSON gives all that Load needs to rebuild the forest bit for bit.
func (f *Forest) MarshalJSON() ([]byte, error) {
	return json.Marshal(stored{Medians: f.medians, Trees: f.trees})
}

// Load rebuilds a Forest from its JSON. Trees that lead outside themselves, in a
// circle or to features that do not exist are refused as models.ErrValue.
func Load(data []byte) (models.Predictor, error) {
	var s stored
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading random forest: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("reading random forest: text after the forest: %w", models.ErrValue)
	}
	if len(s.Medians) == 0 || len(s.Trees) == 0 {
		return nil, fmt.Errorf("reading random forest: no features or no trees: %w", models.ErrEmpty)
	}
	for t := range s.Trees {
		if err := s.Trees[t].check(len(s.Medians)); err != nil {
			return nil, fmt.Errorf("reading random forest: tree %d: %w", t, err)
		}
	}
	return &Forest{medians: s.Medians, trees: s.Trees}, nil
}

func (t *tree) check(features int) error {
	n := len(t.Feature)
	if n == 0 || len(t.Threshold) != n || len(t.Low) != n || len(t.High) != n || len(t.Vote) != n {
		return fmt.Errorf("columns of different lengths: %w", models.ErrShape)
	}
	for i, feature := range t.Feature {
		inside := t.Low[i] > i && t.Low[i] < n && t.High[i] > i && t.High[i] < n
		if feature >= features || feature < -1 || feature >= 0 && !inside || !(t.Vote[i] >= 0 && t.Vote[i] <= 1) {
			return fmt.Errorf("node %d leads nowhere: %w", i, models.ErrValue)
		}
	}
	return nil
}
