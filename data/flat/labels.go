package flat

import (
	"cmp"
	"fmt"
	"slices"

	"predict/data/value"
)

// finishLabels turns the label column into labels.
func (r *reader) finishLabels() {
	t := r.table
	t.Labels = make([]int8, len(t.IDs))
	for i := range t.Labels {
		t.Labels[i] = Unlabelled
	}
	c := r.labels
	if r.label < 0 || c.missing == len(t.IDs) {
		if r.label >= 0 && !r.options.LabelOptional {
			r.report(ErrLabels, "the label column %q is empty in every row", r.options.Label)
		}
		return
	}
	if c.crowded() || len(c.texts) > 2 {
		r.report(ErrLabels, "the label column %q has %s; a label has two values. Say which column is the label, or leave out the rows of the others",
			r.options.Label, r.labelTexts())
		return
	}
	positive, ok := r.positive()
	if !ok {
		return
	}
	for code, text := range c.texts {
		if int32(code) == positive {
			t.Positive = text
		} else {
			t.Negative = text
		}
	}
	for i, code := range c.codes {
		switch code {
		case noText:
		case positive:
			t.Labels[i] = 1
		default:
			t.Labels[i] = 0
		}
	}
}

// positive finds the code of the text of those who left; it is beyond all codes
// where no row has it.
func (r *reader) positive() (int32, bool) {
	c := r.labels
	if want := r.options.Positive; want != "" {
		if code, ok := c.at[want]; ok {
			return code, true
		}
		if r.options.LabelOptional && len(c.texts) == 1 { // a file of customers who all stayed
			return int32(len(c.texts)), true
		}
		r.report(ErrLabels, "the positive label is %q, but the label column %q has %s%s", want, r.options.Label, r.labelTexts(), meant(want, c.texts))
		return 0, false
	}
	found := int32(len(c.texts))
	for code, text := range c.texts {
		left, ok := value.ParseFlag([]byte(text))
		if !ok {
			r.report(ErrLabels, "the label column %q has %s; say with positive which of them means that a customer left", r.options.Label, r.labelTexts())
			return 0, false
		}
		if left {
			found = int32(code)
		}
	}
	return found, true
}

// labelTexts names the texts of the label column with their rows.
func (r *reader) labelTexts() string {
	c := r.labels
	if c.crowded() {
		return fmt.Sprintf("more than %d values", mostTexts)
	}
	order := make([]int, len(c.texts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(c.counts[b], c.counts[a]), cmp.Compare(c.texts[a], c.texts[b]))
	})
	var named []string
	for _, i := range order {
		named = append(named, fmt.Sprintf("%q in %d rows", clip(c.texts[i]), c.counts[i]))
	}
	if len(named) > mostNamed {
		return fmt.Sprintf("%d values: %s", len(named), listed(named, mostNamed))
	}
	return listed(named, mostNamed)
}
