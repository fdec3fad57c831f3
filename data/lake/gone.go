package lake

import "fmt"

// findLessened finds the loads of which an export was replaced: customers that
// came with them may be without a row since.
func (v *view) findLessened(m *manifest) {
	v.lessened = map[int]bool{}
	for i := range m.Files {
		f := &m.Files[i]
		if f.Load > v.seen {
			break
		}
		if f.Kept == 0 || v.counts[f.Number] {
			continue
		}
		if len(v.lessened) == 0 {
			v.firstLessened = f.Load
		}
		v.lessened[f.Load] = true
	}
}

// gone finds the customers of a bucket that only replaced exports named: as if
// those had never been loaded, such a customer is none. came is the load that
// brought each customer, by code. The result is by code, too, and nil where
// there is none.
func (l *Lake) gone(w *bucketWork, bucket int, came []int32) ([]bool, error) {
	gone := make([]bool, len(came))
	left := 0
	for code, load := range came {
		if l.lessened[int(load)] {
			gone[code] = true
			left++
		}
	}
	for _, table := range l.Tables() {
		if unkeyed(table) {
			continue
		}
		t := l.tables[table]
		for i := range l.m.Segments {
			s := &l.m.Segments[i]
			if left == 0 {
				return nil, nil
			}
			if e, ok := s.Tables[table]; !ok || t.live[i] == 0 || e.Rows[bucket] == 0 || s.To < l.firstLessened {
				continue
			}
			n, err := l.present(w, table, bucket, i, gone)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", table, err)
			}
			left -= n
		}
	}
	return gone, nil
}

// present takes customers who have a row that counts in a segment from those who
// are gone, and returns how many they are.
func (l *Lake) present(w *bucketWork, table string, bucket, segment int, gone []bool) (n int, err error) {
	p := &w.spare
	if err := l.openSegment(p, table, bucket, segment); err != nil {
		return 0, err
	}
	if w.codes, err = p.int32s(CustomerColumn, w.codes); err != nil {
		return 0, err
	}
	if l.tables[table].dead[segment] > 0 {
		if err := l.strike(w, p, w.codes); err != nil {
			return 0, err
		}
	}
	for _, code := range w.codes {
		if code >= 0 && int(code) < len(gone) && gone[code] {
			gone[code] = false
			n++
		}
	}
	return n, nil
}
