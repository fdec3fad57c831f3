package doctor

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOnce(t *testing.T) {
	list := []Finding{
		{Kind: "mojibake", Table: "customers", File: "all.csv", Line: 3, Seen: "2 places", Config: []string{"tables.customers.csv"}},
		{Kind: "mojibake", Table: "transactions", File: "all.csv", Line: 3, Seen: "2 places", Config: []string{"tables.transactions.csv"}},
		{Kind: "mojibake", Table: "transactions", File: "more.csv", Line: 3, Seen: "2 places"},
		{Kind: "no_rows", Table: "customers", Seen: "none"},
		{Kind: "no_rows", Table: "transactions", Seen: "none"},
	}
	want := []Finding{list[0], list[2], list[3], list[4]}
	want[0].Config = []string{"tables.customers.csv", "tables.transactions.csv"}
	if diff := cmp.Diff(want, once(list)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
