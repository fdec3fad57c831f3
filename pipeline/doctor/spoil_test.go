package doctor_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data"
	"predict/data/examine"
	"predict/pipeline/doctor"
)

// has reports whether some finding is of the kind.
func has(list []doctor.Finding, kind string) bool {
	return slices.ContainsFunc(list, func(f doctor.Finding) bool { return f.Kind == kind })
}

// serious are the findings that are no notes.
func serious(list []doctor.Finding) []string {
	return names(slices.DeleteFunc(slices.Clone(list), func(f doctor.Finding) bool { return f.Severity == doctor.Note }))
}

// complete: no finding is worse than its kind says, and every one says where,
// what, what follows and what helps.
func complete(t *testing.T, list []doctor.Finding) {
	t.Helper()
	rank := map[doctor.Severity]int{doctor.Error: 0, doctor.Warning: 1, doctor.Note: 2}
	for _, f := range list {
		at := slices.IndexFunc(doctor.Kinds(), func(k doctor.Kind) bool { return k.Name == f.Kind })
		if at < 0 || rank[f.Severity] < rank[doctor.Kinds()[at].Worst] {
			t.Errorf("%s is no kind, or a %s is worse than its kind says", f.Kind, f.Severity)
		}
		if f.Table == "" || f.Seen == "" || f.Then == "" || f.Do == "" {
			t.Errorf("%s says too little: %+v", f.Kind, f)
		}
	}
}

// spoil does each damage alone and looks whether it is told by its name, where
// the sound set does not have it.
func spoil(t *testing.T, b *base, all bool, except ...string) {
	clean := b.world(t).check(t)
	told := 0
	for _, s := range spoilers() {
		if !all && !s.everywhere || slices.Contains(except, s.kind) {
			continue
		}
		t.Run(s.kind, func(t *testing.T) {
			if before := slices.DeleteFunc(slices.Clone(clean), func(f doctor.Finding) bool { return f.Severity == doctor.Note }); has(before, s.kind) {
				t.Fatalf("the sound set has it, too: %v", names(clean))
			}
			w := b.world(t)
			s.do(t, w)
			list := w.check(t)
			complete(t, list)
			if !has(list, s.kind) {
				t.Errorf("not found; there are %v", names(list))
				for _, f := range list {
					t.Logf("%+v", f)
				}
				return
			}
			told++
		})
	}
	t.Logf("%s: %d kinds of damage found, each by its name", b.name, told)
}

func TestSpoiledDemo(t *testing.T) {
	spoil(t, newBase(t, "demo", demo(t), 1, "customer_id", "ordered_at", "amount", "iso"), true)
}

func TestSpoiledRealData(t *testing.T) {
	for _, set := range []struct {
		name             string
		one              uint32
		id, time, amount string
		layout           string
		except           []string
	}{
		// Its texts hold blanks, so that with # between the columns blanks seem to be separators.
		{name: "online_retail", one: 41, id: "CustomerID", time: "InvoiceDate", amount: "Quantity", layout: "iso", except: []string{"one_column", "currency_mixed", "currency_other", "decimal_mark"}},
		{name: "berka", one: 8, id: "account_id", time: "date", amount: "amount", layout: "yymmdd", except: []string{"months_missing"}},
		{name: "cdnow", one: 16, id: "customer_id", time: "date", amount: "dollar_value", layout: "yyyymmdd"},
		// 3.5 invoices a day: some days have none by chance.
		{name: "accounts_receivable", one: 1, id: "customerID", time: "InvoiceDate", amount: "InvoiceAmount", layout: "m/d/Y", except: []string{"days_missing"}},
	} {
		t.Run(set.name, func(t *testing.T) {
			c := example(t, set.name)
			b := newBase(t, set.name, c, set.one, set.id, set.time, set.amount, set.layout)
			spoil(t, b, false, set.except...)
		})
	}
}

// TestEveryKindIsSpoiled: what is promised is tried.
func TestEveryKindIsSpoiled(t *testing.T) {
	tried := map[string]bool{"flat_wrong": true} // see TestFlat of package pipeline
	for _, s := range spoilers() {
		tried[s.kind] = true
	}
	for _, k := range doctor.Kinds() {
		if !tried[k.Name] {
			t.Errorf("no spoiler for %s", k.Name)
		}
		delete(tried, k.Name)
	}
	for name := range tried {
		if name != "flat_wrong" {
			t.Errorf("%s is no kind", name)
		}
	}
}

// TestSoundSets: sets as they are give no error and no warning that is not true.
func TestSoundSets(t *testing.T) {
	want := map[string][]string{
		"online_retail": nil,
		"cdnow":         nil,
		// The file is cut off in the middle of its last record, as its config says.
		"berka": {"warning transactions records_broken"},
		// 100 customers, of whom 25 decline: fewer than the gate asks for.
		"accounts_receivable": {"error transactions churned_few", "error transactions customers_few"},
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		t.Run(name, func(t *testing.T) {
			c := example(t, name)
			sources := map[string]data.Source{}
			for _, table := range c.TableNames() {
				sources[table], _ = c.Source(table)
			}
			in := doctor.Input{
				Facts: &examine.Result{Tables: look(t, sources, c.Timezone)}, Features: c.FeatureOptions(),
				MinCustomers: c.Model.Gate.MinCustomers, MinChurned: c.Model.Gate.MinChurned, Currency: c.Currency, Timezone: c.Timezone,
			}
			if diff := cmp.Diff(want[name], serious(doctor.Check(in))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			inDocument(t, name, doctor.Look(in).Proposal)
		})
	}
}

func TestSoundDemo(t *testing.T) {
	b := newBase(t, "demo", demo(t), 1, "customer_id", "ordered_at", "amount", "iso")
	if got := serious(b.world(t).check(t)); len(got) > 0 {
		t.Errorf("errors and warnings in a sound set: %v", got)
	}
}

// inDocument holds the proposals in docs/doctor.md to the code.
func inDocument(t *testing.T, name string, p *doctor.Proposal) {
	t.Helper()
	titles := map[string]string{"online_retail": "Online Retail", "cdnow": "CDNOW", "berka": "Berka", "accounts_receivable": "Accounts Receivable"}
	at := slices.IndexFunc(p.Rates, func(r doctor.Rate) bool { return r.HorizonDays == p.HorizonDays })
	want := fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %.0f %% |", titles[name], p.Median, p.Q75, p.Q95, p.HorizonDays, p.LookbackDays, 100*p.Rates[at].Share)
	text, err := os.ReadFile("../../docs/doctor.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), want) {
		t.Errorf("docs/doctor.md lacks the line\n%s", want)
	}
}
