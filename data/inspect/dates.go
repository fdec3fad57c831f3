package inspect

import "predict/data/value"

// settleDates decides between day and month first where the values of a column
// leave both possible: by the other columns of the export, by the order of its
// rows, then by the other exports. What nothing decides stays open.
func settleDates(exports []Export) {
	for i := range exports {
		e := &exports[i]
		for j := range e.Columns {
			t := e.Columns[j].Times
			if t == nil || t.Ambiguous[0] == "" {
				continue
			}
			if other := e.decided(t.Ambiguous); other != "" {
				e.settle(j, e.Columns[e.Column(other)].Times.Layout, "written as in column "+other)
				continue
			}
			if layout := e.byOrder(j); layout != "" {
				e.settle(j, layout, "so the rows are in order of time")
			}
		}
	}
	for i := range exports {
		e := &exports[i]
		for j := range e.Columns {
			t := e.Columns[j].Times
			if t == nil || t.Ambiguous[0] == "" {
				continue
			}
			for k := range exports {
				if other := exports[k].decided(t.Ambiguous); other != "" {
					e.settle(j, exports[k].Columns[exports[k].Column(other)].Times.Layout, "written as in "+exports[k].Name)
					break
				}
			}
		}
	}
}

// decided names a column whose values tell which of two layouts is meant.
func (e *Export) decided(twins [2]string) string {
	for _, c := range e.Columns {
		if t := c.Times; t != nil && t.Ambiguous[0] == "" && t.Settled == "" && (t.Layout == twins[0] || t.Layout == twins[1]) {
			return c.Name
		}
	}
	return ""
}

// settle notes the layout of column j and the reason.
func (e *Export) settle(j int, layout, reason string) {
	t := e.Columns[j].Times
	t.Layout, t.Ambiguous, t.Settled, t.Broken = layout, [2]string{}, reason, 0
	var samples [][]byte
	for _, text := range e.cells[j] {
		if text != "" {
			samples = append(samples, []byte(plainDigits(text)))
		}
	}
	t.span(layout, samples)
}

// byOrder returns the layout under which the rows of the files are in order of
// time while under its twin they are not; empty where that tells nothing.
func (e *Export) byOrder(j int) string {
	twins := e.Columns[j].Times.Ambiguous
	var backward [2]int
	steps := 0
	for i, layout := range twins {
		p, err := value.NewTimeParser(layout, nil)
		if err != nil {
			return ""
		}
		last, from := int64(0), -1
		steps = 0
		for row, text := range e.cells[j] {
			at, ok := p.Parse([]byte(plainDigits(text)))
			if !ok {
				continue
			}
			if from == e.file[row] && at != last {
				steps++
				if at < last {
					backward[i]++
				}
			}
			last, from = at, e.file[row]
		}
	}
	const fewest = 3 // steps back in time that only the wrong order shows
	for i, layout := range twins {
		if backward[i]*50 <= steps && backward[1-i] >= 5*backward[i]+fewest {
			return layout
		}
	}
	return ""
}
