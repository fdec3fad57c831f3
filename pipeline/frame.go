package pipeline

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/mat"

	"predict/data/columnar"
	"predict/features"
)

// Frame is some rows of a feature table: the customers of one bucket at one
// cutoff.
type Frame struct {
	IDs      []string
	Keys     []uint64
	Labels   []int8
	Profiles []features.Profile
	X        *mat.Dense // nil where there are no rows
}

// Columns of a feature table beside the features.
const (
	columnID      = "customer_id"
	columnKey     = "customer_key"
	columnLabel   = "churned"
	columnProfile = "profile_" // prefix, so that no feature has the same name
)

// tableFields is the schema of a stored feature table.
func tableFields(s features.Schema) []columnar.Field {
	fields := []columnar.Field{
		{Name: columnID, Type: columnar.String},
		{Name: columnKey, Type: columnar.Int64},
		{Name: columnLabel, Type: columnar.Int32, Optional: true},
	}
	for _, spec := range s.Specs {
		t := columnar.Float32
		if spec.Storage == features.Double {
			t = columnar.Float64
		}
		fields = append(fields, columnar.Field{Name: spec.Name, Type: t})
	}
	for _, c := range profileColumns(nil) {
		fields = append(fields, columnar.Field{Name: c.Name, Type: c.Type, Optional: c.Type != columnar.Bool})
	}
	return fields
}

// tableColumns gives a feature table as the columns of tableFields, in the
// memory of reuse, which an earlier call returned or is nil.
func tableColumns(s features.Schema, t *features.Table, reuse []columnar.Column) []columnar.Column {
	n, p := t.Rows(), s.Len()
	if reuse == nil {
		reuse = []columnar.Column{{Name: columnID, Type: columnar.String}, {Name: columnKey, Type: columnar.Int64}, {Name: columnLabel, Type: columnar.Int32}}
		for _, spec := range s.Specs {
			c := columnar.Column{Name: spec.Name, Type: columnar.Float32}
			if spec.Storage == features.Double {
				c.Type = columnar.Float64
			}
			reuse = append(reuse, c)
		}
	}
	cols := reuse[:3+p]
	cols[0].S, cols[1].I64, cols[2].I32 = t.IDs, resized(cols[1].I64, n), resized(cols[2].I32, n)
	for i := range t.IDs {
		cols[1].I64[i], cols[2].I32[i] = int64(t.Keys[i]), int32(t.Labels[i])
	}
	for j := range p {
		c := &cols[3+j]
		if c.Type == columnar.Float64 {
			c.F64 = resized(c.F64, n)
		} else {
			c.F32 = resized(c.F32, n)
		}
	}
	// A few rows at a time, so that the rows stay in the cache while every column
	// takes its values from them.
	const block = 32
	for from := 0; from < n; from += block {
		to := min(from+block, n)
		for j := range p {
			values := t.X[from*p+j:]
			if c := &cols[3+j]; c.Type == columnar.Float64 {
				for i, at := 0, 0; i < to-from; i, at = i+1, at+p {
					c.F64[from+i] = values[at]
				}
			} else {
				into := c.F32[from:to]
				for i, at := 0, 0; i < len(into); i, at = i+1, at+p {
					into[i] = float32(values[at])
				}
			}
		}
	}
	return append(cols, profileColumns(t.Profiles)...)
}

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/8)
	}
	return s[:n]
}

// profileColumns gives profiles as columns.
func profileColumns(ps []features.Profile) []columnar.Column {
	n := len(ps)
	times := func(name string, of func(*features.Profile) int64) columnar.Column {
		c := columnar.Column{Name: columnProfile + name, Type: columnar.TimestampMicros, I64: make([]int64, n)}
		for i := range ps {
			c.I64[i] = of(&ps[i])
		}
		return c
	}
	money := func(name string, of func(*features.Profile) int64) columnar.Column {
		c := times(name, of)
		c.Type = columnar.Decimal4
		return c
	}
	codes := func(name string, of func(*features.Profile) int32) columnar.Column {
		c := columnar.Column{Name: columnProfile + name, Type: columnar.Int32, I32: make([]int32, n)}
		for i := range ps {
			c.I32[i] = of(&ps[i])
		}
		return c
	}
	flags := func(name string, of func(*features.Profile) bool) columnar.Column {
		c := columnar.Column{Name: columnProfile + name, Type: columnar.Bool, B: make([]bool, n)}
		for i := range ps {
			c.B[i] = of(&ps[i])
		}
		return c
	}
	gap := columnar.Column{Name: columnProfile + "usual_gap_days", Type: columnar.Float64, F64: make([]float64, n)}
	for i := range ps {
		gap.F64[i] = ps[i].UsualGapDays
	}
	return []columnar.Column{
		times("first_purchase", func(p *features.Profile) int64 { return p.FirstPurchase }),
		times("last_purchase", func(p *features.Profile) int64 { return p.LastPurchase }),
		gap,
		money("spend_365d", func(p *features.Profile) int64 { return p.Spend365 }),
		money("margin_365d", func(p *features.Profile) int64 { return p.Margin365 }),
		codes("purchases", func(p *features.Profile) int32 { return p.Purchases }),
		codes("purchase_days", func(p *features.Profile) int32 { return p.PurchaseDays }),
		codes("purchases_365d", func(p *features.Profile) int32 { return p.Purchases365 }),
		codes("segment", func(p *features.Profile) int32 { return p.Segment }),
		codes("region", func(p *features.Profile) int32 { return p.Region }),
		codes("preferred_channel", func(p *features.Profile) int32 { return p.PreferredChannel }),
		codes("preferred_hour", func(p *features.Profile) int32 { return p.PreferredHour }),
		codes("top_channel", func(p *features.Profile) int32 { return p.TopChannel }),
		codes("stopped_category", func(p *features.Profile) int32 { return p.StoppedCategory }),
		flags("treated", func(p *features.Profile) bool { return p.Treated }),
		flags("control", func(p *features.Profile) bool { return p.Control }),
	}
}

// readFrame reads one row group of a stored feature table. The features come
// in the order of names.
func readFrame(r *columnar.Reader, group int, names []string) (*Frame, error) {
	f := &Frame{}
	var err error
	if f.IDs, err = r.String(group, columnID, nil); err != nil {
		return nil, err
	}
	n := len(f.IDs)
	keys, err := r.Int64(group, columnKey, nil)
	if err != nil {
		return nil, err
	}
	labels, err := r.Int32(group, columnLabel, nil)
	if err != nil {
		return nil, err
	}
	f.Keys, f.Labels = make([]uint64, n), make([]int8, n)
	for i := range keys {
		f.Keys[i], f.Labels[i] = uint64(keys[i]), int8(labels[i])
	}
	if f.Profiles, err = readProfiles(r, group, n); err != nil {
		return nil, err
	}
	if n == 0 || len(names) == 0 {
		return f, nil
	}
	p := len(names)
	x := make([]float64, n*p)
	types := map[string]columnar.Type{}
	for _, field := range r.Fields() {
		types[field.Name] = field.Type
	}
	var single []float32
	var double []float64
	for j, name := range names {
		if types[name] == columnar.Float64 {
			if double, err = r.Float64(group, name, double); err != nil {
				return nil, err
			}
			for i, v := range double {
				x[i*p+j] = v
			}
			continue
		}
		if single, err = r.Float32(group, name, single); err != nil {
			return nil, err
		}
		for i, v := range single {
			x[i*p+j] = float64(v)
		}
	}
	f.X = mat.NewDense(n, p, x)
	return f, nil
}

func readProfiles(r *columnar.Reader, group, n int) ([]features.Profile, error) {
	ps := make([]features.Profile, n)
	wide := func(name string, set func(*features.Profile, int64)) error {
		v, err := r.Int64(group, columnProfile+name, nil)
		for i := range v {
			set(&ps[i], v[i])
		}
		return err
	}
	narrow := func(name string, set func(*features.Profile, int32)) error {
		v, err := r.Int32(group, columnProfile+name, nil)
		for i := range v {
			set(&ps[i], v[i])
		}
		return err
	}
	flag := func(name string, set func(*features.Profile, bool)) error {
		v, err := r.Bool(group, columnProfile+name, nil)
		for i := range v {
			set(&ps[i], v[i])
		}
		return err
	}
	gap, err := r.Float64(group, columnProfile+"usual_gap_days", nil)
	for i := range gap {
		ps[i].UsualGapDays = gap[i]
	}
	errs := []error{
		err,
		wide("first_purchase", func(p *features.Profile, v int64) { p.FirstPurchase = v }),
		wide("last_purchase", func(p *features.Profile, v int64) { p.LastPurchase = v }),
		wide("spend_365d", func(p *features.Profile, v int64) { p.Spend365 = v }),
		wide("margin_365d", func(p *features.Profile, v int64) { p.Margin365 = v }),
		narrow("purchases", func(p *features.Profile, v int32) { p.Purchases = v }),
		narrow("purchase_days", func(p *features.Profile, v int32) { p.PurchaseDays = v }),
		narrow("purchases_365d", func(p *features.Profile, v int32) { p.Purchases365 = v }),
		narrow("segment", func(p *features.Profile, v int32) { p.Segment = v }),
		narrow("region", func(p *features.Profile, v int32) { p.Region = v }),
		narrow("preferred_channel", func(p *features.Profile, v int32) { p.PreferredChannel = v }),
		narrow("preferred_hour", func(p *features.Profile, v int32) { p.PreferredHour = v }),
		narrow("top_channel", func(p *features.Profile, v int32) { p.TopChannel = v }),
		narrow("stopped_category", func(p *features.Profile, v int32) { p.StoppedCategory = v }),
		flag("treated", func(p *features.Profile, v bool) { p.Treated = v }),
		flag("control", func(p *features.Profile, v bool) { p.Control = v }),
	}
	if i := slices.IndexFunc(errs, func(e error) bool { return e != nil }); i >= 0 {
		return nil, fmt.Errorf("reading profiles: %w", errs[i])
	}
	return ps, nil
}
