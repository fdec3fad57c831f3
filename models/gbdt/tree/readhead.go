package tree

import (
	"math"
	"strconv"
	"strings"
)

// headKeys are the keys of the head, in the order in which LightGBM writes them.
func headKeys() []string {
	return []string{
		"version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective",
		"average_output", "feature_names", "monotone_constraints", "feature_infos", "tree_sizes",
	}
}

// head reads the lines before the first tree. It gives back the sizes of the
// trees.
func (l *lines) head(e *Ensemble) (sizes field, err error) {
	start := l.line
	all, err := l.fields(headKeys(), "average_output")
	if err != nil {
		return sizes, err
	}
	version, err := all.need("version", start)
	if err != nil {
		return sizes, err
	}
	if version.value != "v3" && version.value != "v4" {
		return sizes, textError(version.line, ErrVersion, "version=%s: expected v3 or v4", short(version.value))
	}
	if err := all.oneTree(start); err != nil {
		return sizes, err
	}
	if e.Sigmoid, err = all.sigmoid(start); err != nil {
		return sizes, err
	}
	_, e.Average = all.get("average_output")
	if err := all.features(e, start); err != nil {
		return sizes, err
	}
	return all.need("tree_sizes", start)
}

// oneTree refuses models with several trees per round.
func (f fields) oneTree(line int) error {
	for _, key := range []string{"num_class", "num_tree_per_iteration"} {
		one, err := f.need(key, line)
		if err != nil {
			return err
		}
		n, err := one.integer(1)
		if err != nil {
			return err
		}
		if n != 1 {
			return one.refused("several classes; train with objective=binary")
		}
	}
	return nil
}

// sigmoid reads the objective, which has to be binary, and its slope.
func (f fields) sigmoid(line int) (float64, error) {
	objective, ok := f.get("objective")
	if !ok {
		return 0, textError(line, ErrUnsupported,
			"no objective, so what the margin means is unknown; train with objective=binary, not with an objective of your own")
	}
	name, rest, _ := strings.Cut(objective.value, " ")
	if name != "binary" {
		return 0, objective.refused("not a probability of two classes; train with objective=binary")
	}
	s, found := strings.CutPrefix(rest, "sigmoid:")
	slope, good := parseFloat(s, 64)
	if !found || !good || !(slope > 0) || math.IsInf(slope, 0) {
		return 0, objective.damaged("expected \"binary sigmoid:\" and a positive number")
	}
	return slope, nil
}

// features reads names, ranges and constraints of the columns.
func (f fields) features(e *Ensemble, line int) error {
	last, err := f.need("max_feature_idx", line)
	if err != nil {
		return err
	}
	n, err := last.integer(0)
	if err != nil {
		return err
	}
	names, err := f.need("feature_names", line)
	if err != nil {
		return err
	}
	infos, err := f.need("feature_infos", line)
	if err != nil {
		return err
	}
	if n >= maxText || !names.holds(n+1) || !infos.holds(n+1) {
		return last.damaged("more features than feature_names or feature_infos can hold")
	}
	n++
	e.Features, e.Infos = make([]string, n), make([]string, n)
	seen := make(map[string]bool, n)
	err = names.each(n, func(i int, s string) bool {
		twice := seen[textName(s)]
		seen[textName(s)] = true
		e.Features[i] = strings.Clone(s)
		return s != "" && !twice
	})
	if err != nil {
		return err
	}
	err = infos.each(n, func(i int, s string) bool {
		e.Infos[i] = strings.Clone(s)
		return isInfo(s)
	})
	if err != nil {
		return err
	}
	monotone, ok := f.get("monotone_constraints")
	if !ok {
		return nil
	}
	if !monotone.holds(n) {
		return monotone.damaged("expected %d values", n)
	}
	e.Monotone = make([]int8, n)
	return monotone.each(n, func(i int, s string) bool {
		v, err := strconv.ParseInt(s, 10, 8)
		e.Monotone[i] = int8(v)
		return err == nil && v >= -1 && v <= 1
	})
}

// isInfo reports whether s is a range, a list of categories, or none.
func isInfo(s string) bool {
	if s == "none" {
		return true
	}
	if strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") {
		low, high, ok := strings.Cut(s[1:len(s)-1], ":")
		_, a := parseFloat(low, 64)
		_, b := parseFloat(high, 64)
		return ok && a && b
	}
	for c := range strings.SplitSeq(s, ":") {
		if _, err := strconv.Atoi(c); err != nil {
			return false
		}
	}
	return true
}
