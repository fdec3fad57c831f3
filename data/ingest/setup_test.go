package ingest

import (
	"strings"
	"testing"
	"time"

	"predict/data"
)

// TestNewTableLoad: settings that are left out get the values that their
// comments name; what cannot be used is told.
func TestNewTableLoad(t *testing.T) {
	table, _ := data.TableNamed(data.Cancellations)
	columns := map[string]data.Mapping{"customer_id": {From: "id"}, "time": {From: "at"}, "reason": {From: "why"}}
	load, err := newTableLoad(table, data.Source{Columns: columns}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if load.limit != 1e9*data.MoneyScale || time.UnixMicro(load.earliest).UTC().Year() != 1900 || load.source.Decimal != "." || load.location != time.UTC {
		t.Errorf("limit %d, earliest %d, decimal %q, location %v", load.limit, load.earliest, load.source.Decimal, load.location)
	}
	for name, c := range map[string]struct {
		source data.Source
		want   string
	}{
		"zone":     {data.Source{Columns: columns, Timezone: "Europe/Atlantis"}, "cancellations: loading the time zone: unknown time zone Europe/Atlantis"},
		"earliest": {data.Source{Columns: columns, Earliest: "1.1.1990"}, "cancellations: reading earliest: "},
		"customer": {data.Source{Columns: map[string]data.Mapping{"time": {From: "at"}}}, "checking tables.cancellations.columns: customer_id is required and not mapped"},
	} {
		if _, err := newTableLoad(table, c.source, Options{}); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
	if got := moneyLimit(1e300); got <= 0 {
		t.Errorf("the largest limit is %d", got)
	}
}

// TestBuckets: compressed exports hold more text than bytes.
func TestBuckets(t *testing.T) {
	for _, c := range []struct {
		given, want int
		size        int64
		packed      bool
	}{{0, 4, 1000, false}, {0, 4, 256 << 20, false}, {0, 8, 257 << 20, false}, {0, 8, 64 << 20, true}, {32, 32, 1000, false}} {
		r := run{options: Options{Buckets: c.given}, tables: []*tableLoad{{files: []*exportFile{{candidate: candidate{size: c.size}, packed: c.packed}}}}}
		if got := r.buckets(); got != c.want {
			t.Errorf("%+v: %d buckets", c, got)
		}
	}
}
