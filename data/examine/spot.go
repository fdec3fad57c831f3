package examine

import (
	"predict/data/csv"
)

// mostText is the longest text that a Spot keeps, in bytes.
const mostText = 60

// see counts one case. Places come in rising order within a worker.
func (s *Spot) see(file string, line int64, text []byte) {
	if s.Count++; s.Count > 1 {
		return
	}
	s.File, s.Line, s.Text = file, line, string(text[:min(len(text), mostText)])
}

// merge adds what another worker has seen.
func (s *Spot) merge(o Spot) {
	if o.Count == 0 {
		return
	}
	if s.Count == 0 || o.File < s.File || o.File == s.File && o.Line < s.Line {
		s.File, s.Line, s.Text = o.File, o.Line, o.Text
	}
	s.Count += o.Count
}

// at returns the spot of a key, made where there is none.
func at[K comparable](m map[K]*Spot, key K) *Spot {
	s := m[key]
	if s == nil {
		s = &Spot{}
		m[key] = s
	}
	return s
}

func mergeSpots[K comparable](into, from map[K]*Spot) {
	for k, s := range from {
		at(into, k).merge(*s)
	}
}

// line is where a record stands: rows of Parquet are numbered from 1.
func (x *exportFile) line(r csv.Records) int64 {
	if x.facts.Format == formatParquet {
		return r.Ordinal() + 1
	}
	return r.Line()
}
