package features

import (
	"bytes"
	"errors"
	cli "flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var update = cli.Bool("update", false, "write DICTIONARY.md anew")

func TestDictionary(t *testing.T) {
	var want bytes.Buffer
	if err := WriteDictionary(&want); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("DICTIONARY.md", want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("DICTIONARY.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("DICTIONARY.md is stale; run go test ./features -run TestDictionary -update (-want +got):\n%s", diff)
	}
}

// TestSpecs holds every feature to the rules of the house.
func TestSpecs(t *testing.T) {
	signals := []string{SignalRFM, SignalWallet, SignalPayment, SignalBilling, SignalService, SignalContent, SignalOffers, SignalTouchpoint, SignalAddress, SignalNone}
	form := regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	window := regexp.MustCompile(`_(30|90|180|365)d$`)
	seen := map[string]string{}
	for _, f := range Families() {
		if len(f.Specs) == 0 || len(f.Tables) == 0 || f.Fill == nil {
			t.Errorf("family %s has %d features and the tables %v", f.Name, len(f.Specs), f.Tables)
		}
		for _, c := range f.Columns {
			if !knownColumn(c) {
				t.Errorf("family %s: %s is no column of a batch", f.Name, c)
			}
		}
		for _, s := range f.Specs {
			if other := seen[s.Name]; other != "" {
				t.Errorf("%s is in the families %s and %s", s.Name, other, f.Name)
			}
			seen[s.Name] = f.Name
			if !form.MatchString(s.Name) || s.Unit == "" || s.Missing == "" || !strings.HasSuffix(s.Doc, ".") || strings.Contains(s.Doc+s.Missing, "|") {
				t.Errorf("%s of %s: name, unit, missing or sentence is not well-formed: %+v", s.Name, f.Name, s)
			}
			if !slices.Contains(signals, s.Signal) || s.Risk < -1 || s.Risk > 1 {
				t.Errorf("%s: signal %q, risk %d", s.Name, s.Signal, s.Risk)
			}
			if window.MatchString(s.Name) && s.Window == 0 && !strings.Contains(s.Name, "decayed") {
				t.Errorf("%s has a window in its name and none in its spec", s.Name)
			}
			if (s.Unit == "currency") != (s.Storage == Double) {
				t.Errorf("%s in %s is stored as %d: money, and nothing else, is stored double", s.Name, s.Unit, s.Storage)
			}
		}
	}
}

func TestSchemaHash(t *testing.T) {
	base := newEngine(t, DefaultOptions()).Schema()
	if a, b := base.Hash(), newEngine(t, DefaultOptions()).Schema().Hash(); a != b || len(a) != 64 {
		t.Fatalf("hashes %s and %s", a, b)
	}
	for name, change := range map[string]func(*Schema){
		"name":    func(s *Schema) { s.Specs[3].Name += "x" },
		"unit":    func(s *Schema) { s.Specs[3].Unit += "x" },
		"window":  func(s *Schema) { s.Specs[3].Window++ },
		"storage": func(s *Schema) { s.Specs[3].Storage ^= 1 },
		"order":   func(s *Schema) { s.Specs[3], s.Specs[4] = s.Specs[4], s.Specs[3] },
		"shorter": func(s *Schema) { s.Specs = s.Specs[1:]; s.Families = s.Families[1:] },
	} {
		changed := newEngine(t, DefaultOptions()).Schema()
		change(&changed)
		if changed.Hash() == base.Hash() {
			t.Errorf("%s: another schema has the same hash", name)
		}
	}
	words := newEngine(t, DefaultOptions()).Schema()
	words.Specs[0].Doc = "Other words."
	if words.Hash() != base.Hash() {
		t.Error("another sentence changed the hash")
	}
}

func TestAlign(t *testing.T) {
	schema := func(specs ...Spec) Schema { return Schema{Specs: specs, Families: make([]string, len(specs))} }
	days := func(name string) Spec { return Spec{Name: name, Unit: "days", Window: 90} }
	have := schema(days("a"), days("b"), days("c"))
	got, err := have.Align(schema(days("c"), days("a")))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{2, 0}, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	other := days("b")
	other.Window = 30
	_, err = have.Align(schema(other, days("z")))
	if fault := (*SchemaError)(nil); !errors.As(err, &fault) || fault.Column != "b" {
		t.Fatalf("error is %v", err)
	}
	for _, part := range []string{`column "b": it is now in days over 90 days and was in days over 30 days`, `column "z": it is not computed`} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing from: %v", part, err)
		}
	}
}

// TestColumnsAreEnough blanks every column that Columns does not name and wants
// the same features: so nothing unread is used.
func TestColumnsAreEnough(t *testing.T) {
	all := people(8, 100)
	for _, family := range Families() {
		t.Run(family.Name, func(t *testing.T) {
			o := DefaultOptions()
			o.Families = []string{family.Name}
			e := newEngine(t, o)
			want := compute(t, e, toBatch(all))
			read := e.Columns()
			unread := func(table, column string) bool { return !slices.Contains(read[table], column) }
			b := toBatch(all)
			blank(b, unread)
			got := compute(t, e, b)
			for k := range want {
				compareRows(t, e.Schema(), want[k], got[k], 0)
				want[k].dropStopped()
				got[k].dropStopped()
				if diff := cmp.Diff(want[k].Profiles, got[k].Profiles, cmpopts.EquateNaNs()); diff != "" {
					t.Errorf("profiles (-want +got):\n%s", diff)
				}
			}
			for table, columns := range read {
				known := batchColumns()[table]
				for _, c := range columns {
					if !slices.Contains(known, c) {
						t.Errorf("%s.%s is no column of a batch", table, c)
					}
				}
			}
		})
	}
}

func TestColumnsOfTablesThatAreThere(t *testing.T) {
	o := DefaultOptions()
	o.Families = []string{"frequency", "share_of_wallet", "tenure"}
	e, err := NewEngine(o, []string{"offers", "transactions"}, worldCutoffs(), worldEnd)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"transactions": {"time", "amount", "order_id", "is_return", "margin", "category", "channel"},
		"offers":       {"time", "control"},
	}
	if diff := cmp.Diff(want, e.Columns()); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

// dropStopped forgets the one fact of profiles that only one family reads for.
func (t *Table) dropStopped() {
	for i := range t.Profiles {
		t.Profiles[i].StoppedCategory = NoCode
	}
}

// blank drops the columns that are not read.
func blank(b *Batch, unread func(table, column string) bool) {
	t, v, k, o := &b.Transactions, &b.Invoices, &b.Contacts, &b.Offers
	for column, drop := range map[string]func(){
		"transactions.margin":   func() { t.Margin = nil },
		"transactions.category": func() { t.Category = nil },
		"transactions.product":  func() { t.Product = nil },
		"transactions.channel":  func() { t.Channel = nil },
		"invoices.due":          func() { *v = InvoiceColumns{} },
		"invoices.issued":       func() { v.Issued = nil },
		"invoices.paid":         func() { v.Paid = nil },
		"invoices.disputed":     func() { v.Disputed = nil },
		"contacts.time":         func() { *k = ContactColumns{} },
		"contacts.resolved":     func() { k.Resolved = nil },
		"contacts.channel":      func() { k.Channel = nil },
		"contacts.reason":       func() { k.Reason = nil },
		"contacts.product":      func() { k.Product = nil },
		"contacts.satisfaction": func() { k.Satisfaction = nil },
		"changes.time":          func() { b.Changes = ChangeColumns{} },
		"offers.responded":      func() { o.Responded = nil },
		"offers.cost":           func() { o.Cost = nil },
		"satisfaction.time":     func() { b.Satisfaction = SatisfactionColumns{} },
		"wallet.month":          func() { b.Wallet = WalletColumns{} },
		"customers.signup":      func() { b.Customers.Signup = nil },
	} {
		table, name, _ := strings.Cut(column, ".")
		if unread(table, name) {
			drop()
		}
	}
}
