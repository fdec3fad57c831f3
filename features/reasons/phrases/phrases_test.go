package phrases

import (
	"bufio"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/features"
	"predict/features/reasons"
)

func TestParse(t *testing.T) {
	tests := map[string]struct {
		sentence string
		want     Phrase
	}{
		"days and a number": {
			"bought every 12 days on average, silent for 1,041",
			Phrase{"recency.silent", "recency", []string{"e:12", "n:1041"}},
		},
		"less than a day": {"complaint open for less than a day", Phrase{"complaint.open", "complaint", []string{"d:0"}}},
		"within the day":  {"changed address within the last day", Phrase{"changes.address", "changes", []string{"a:0"}}},
		"a day ago":       {"changed address 1 day ago", Phrase{"changes.address", "changes", []string{"a:1"}}},
		"no purchases": {
			"no purchases in the last 90 days, none in the 90 before",
			Phrase{"frequency.quarter", "frequency", []string{"n:0", "n:0"}},
		},
		"a change of money": {
			"spend of the last 90 days is 62 % below the 90 days before (1,240 → 470 EUR)",
			Phrase{"trend.spend", "trend", []string{"p:62", "m:1240 EUR", "m:470 EUR"}},
		},
		"decimals, no currency": {
			"an invoice of 12.50 is overdue for 1 day",
			Phrase{"payment.overdue_one_amount", "payment", []string{"m:12.50", "d:1"}},
		},
		"less than one per cent": {"share of wallet is only less than 1 %", Phrase{"wallet.small", "share_of_wallet", []string{"p:<1"}}},
		"a point":                {"satisfaction falls by 1 point of 100 a year", Phrase{"satisfaction.falls", "satisfaction", []string{"o:1"}}},
		"a score":                {"not content with how a complaint was handled (score 1.50)", Phrase{"complaint.handled", "complaint", []string{"n:1.50"}}},
		"a category": {
			"stopped buying Tools while other categories go on (42 % of the spend before)",
			Phrase{"wallet.stopped", "share_of_wallet", []string{"s:Tools", "p:42"}},
		},
		"a category that reads like a sentence": {
			"stopped buying a while other categories go on (7 % of the spend before) while other categories go on (42 % of the spend before)",
			Phrase{"wallet.stopped", "share_of_wallet", []string{"s:a while other categories go on (7 % of the spend before)", "p:42"}},
		},
		"a category with braces": {
			"stopped buying {0, plural, other{#}} \"<b>\" and 2 other categories while others go on (42 % of the spend before)",
			Phrase{"wallet.stopped_more", "share_of_wallet", []string{"s:{0, plural, other{#}} \"<b>\"", "n:2", "p:42"}},
		},
		"a currency that reads like a sentence": {
			"nothing spent in the last 90 days, 12 x in the 90 before in the 90 before",
			Phrase{"trend.nothing", "trend", []string{"m:12 x in the 90 before"}},
		},
		"no reason":          {"no single sign stands out; customers with a similar history left", Phrase{"none", "", nil}},
		"a cause":            {"new: complaint open for 3 days", Phrase{"cause.new", "", []string{"r:complaint open for 3 days"}}},
		"a cause of a kind":  {"new: another reason", Phrase{"cause.new_other", "", nil}},
		"a purchase":         {"bought again on 2026-05-01", Phrase{"cause.bought_on", "", []string{"t:2026-05-01"}}},
		"days that went by":  {"no purchase for 1240 more days", Phrase{"cause.silent", "", []string{"n:1240"}}},
		"another model also": {"another model; bought again on 2026-05-01", Phrase{"cause.model_and", "", []string{"r:bought again on 2026-05-01"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := Parse(test.sentence)
			if diff := cmp.Diff(test.want, got); !ok || diff != "" {
				t.Fatalf("parsed: %t (-want +got):\n%s", ok, diff)
			}
			if again := Format(got); again != test.sentence {
				t.Errorf("put together it says %q", again)
			}
		})
	}
}

func TestParseRefusesWhatReasonsDoNotSay(t *testing.T) {
	for _, sentence := range []string{
		"", "no purchase", "no purchase for 1 days", "no purchase for 0 days", "no purchase for 12,34 days", "no purchase for 1234 days",
		"no purchase for 12 days ", "changed address", "changed address 5", "share of wallet is only 5%", "bought again on 2026-5-1",
		"an invoice of EUR is overdue for 3 days", "an invoice of 1 2 is overdue for 3", "Contract is month-to-month",
		"spend of the last 90 days is 62 % below the 90 days before (1,240 EUR → 470 EUR)",
	} {
		if p, ok := Parse(sentence); ok {
			t.Errorf("%q is parsed as %+v", sentence, p)
		}
	}
}

func TestFormatRefusesWhatDoesNotFit(t *testing.T) {
	for _, p := range []Phrase{
		{Key: "unknown"},
		{Key: "recency.none"},
		{Key: "recency.none", Args: []string{"d:1", "d:2"}},
		{Key: "recency.none", Args: []string{"n:1"}},
		{Key: "recency.none", Args: []string{"d:x"}},
		{Key: "trend.spend", Args: []string{"p:1", "m:2 EUR"}},
	} {
		if got := Format(p); got != "" {
			t.Errorf("%+v says %q", p, got)
		}
	}
}

// TestCatalogue expects keys to be told apart, and gaps to be of kinds that are known.
func TestCatalogue(t *testing.T) {
	kinds := []string{"days", "ago", "every", "num", "int", "none", "many", "pct", "points", "score", "date", "money", "change", "sentence", "text"}
	var keys []string
	for _, e := range Catalogue() {
		if slices.Contains(keys, e.Key) {
			t.Errorf("two phrases have the key %s", e.Key)
		}
		keys = append(keys, e.Key)
		if e.Family != "" && !slices.Contains(reasons.Families(), e.Family) {
			t.Errorf("%s is of the family %s, which does not exist", e.Key, e.Family)
		}
		for _, gap := range regexp.MustCompile(`\{(\w+)[^}]*\}`).FindAllStringSubmatch(e.Template, -1) {
			if !slices.Contains(kinds, gap[1]) {
				t.Errorf("%s has a gap of an unknown kind, %s", e.Key, gap[1])
			}
		}
	}
}

// columns are the features that sentences can read.
func columns() (names []string, specs map[string]features.Spec) {
	specs = map[string]features.Spec{}
	for _, f := range features.Families() {
		for _, s := range f.Specs {
			names, specs[s.Name] = append(names, s.Name), s
		}
	}
	return names, specs
}

// value draws a value of a feature: often at an edge, sometimes missing or absurd.
func value(r *rand.Rand, s features.Spec) float64 {
	edges := []float64{0, 0, 1, 2, 3, 4, 5, 9.5, 12, 30, 89.6, 120, 364, 1240, 40_000, -1, math.NaN()}
	switch {
	case r.IntN(12) == 0:
		return edges[r.IntN(len(edges))]
	case r.IntN(40) == 0:
		return math.NaN()
	case strings.HasPrefix(s.Name, "spend_growth"):
		return r.Float64() * 1.5
	case s.Unit == "share":
		return r.Float64()*2 - 1
	case s.Unit == "currency":
		return math.Round(r.Float64()*float64([]int{10, 300, 100_000}[r.IntN(3)])*100) / 100
	case s.Unit == "days":
		return r.Float64() * float64([]int{5, 60, 400, 3000}[r.IntN(4)])
	case strings.Contains(s.Name, "change") || strings.Contains(s.Name, "slope"):
		return r.Float64()*8 - 6
	}
	return float64(r.IntN([]int{2, 4, 12, 60, 3000}[r.IntN(5)]))
}

// customer draws a row whose counts of longer windows are seldom below those of
// shorter ones, so that sentences come about.
func customer(r *rand.Rand, names []string, specs map[string]features.Spec, at reasons.Columns) reasons.Row {
	row := reasons.Row{Columns: at, Values: make([]float64, len(names)), Currency: []string{"EUR", "", "Fr.", "x in the 90 before"}[r.IntN(4)]}
	hostile := []string{
		"Tools", "", "a while other categories go on (3 % of the spend before)", "x and 2 other categories", "{0} {name, plural, other{#}}",
		`"><script>alert(1)</script>`, "ابزار", "1,240 → 470 EUR", "a category that was 5 % of the spend, while others go on", "and 1 other category while others go on (",
	}
	row.StoppedCategory = hostile[r.IntN(len(hostile))]
	for i, name := range names {
		row.Values[i] = value(r, specs[name])
	}
	windows := []string{"_30d", "_90d", "_180d", "_365d", "_all"}
	for _, name := range names {
		for k, w := range windows[:len(windows)-1] {
			base, ok := strings.CutSuffix(name, w)
			next, there := at[base+windows[k+1]]
			if ok && there && r.IntN(10) > 0 {
				row.Values[next] = max(row.Values[next], row.Values[at[name]]+float64(r.IntN(4)*r.IntN(12)))
			}
		}
	}
	sparse(r, row)
	// Most sentences of this kind need several rare things at once.
	set := func(name string, x float64) {
		if i, ok := at[name]; ok {
			row.Values[i] = x
		}
	}
	few := func() float64 { return float64(r.IntN(5)) }
	switch r.IntN(8) {
	case 0:
		set("overdue_invoices", 0)
		set("late_invoices_365d", few())
		set("invoices_due_365d", 4+few())
		set("worst_days_late_365d", 14+few())
	case 1:
		n := 1 + few()
		set("last_4_invoices", n)
		set("late_last_4_invoices", min(n, few()))
		set("before_last_4_invoices", few())
		set("late_before_last_4_invoices", few()/2)
		set("overdue_invoices", float64(r.IntN(2)))
		set("oldest_overdue_days", 0)
	case 2:
		for _, name := range []string{"billing_questions", "technical_contacts", "product_contacts", "other_contacts", "complaints"} {
			n := few()
			if r.IntN(2) == 0 {
				n = 0
			}
			set(name+"_90d", n)
			set(name+"_365d", n+few())
		}
		set("open_complaints", 0)
		set("days_since_last_complaint", 400*r.Float64())
		set("mean_days_to_resolve_365d", 0)
	case 3:
		now := []float64{0, -5, 12.5}[r.IntN(3)]
		set("spend_90d", now)
		set("spend_180d", now+float64(r.IntN(3))*99.5)
		set("spend_365d", 500)
	case 4:
		set("clearly_stopped_categories", 1+few())
		set("clearly_stopped_categories_share", r.Float64())
		set("purchases_90d", 1)
		set("purchases_365d", 9)
	case 5:
		set("wallet_share_90d", r.Float64()/4)
		set("wallet_share_change", r.Float64()/3-0.2)
		set("clearly_stopped_categories", 0)
	case 6:
		set("purchases_all", 1+few())
		set("purchase_days_all", 1+few()*4)
		set("long_gap_days", 20)
		set("usual_gap_days", 1+few()*12)
		set("mean_gap_days", 1+few()*6)
		set("days_since_last_purchase", r.Float64()*120)
		set("longer_gaps_share", 0.1)
	}
	return row
}

// sparse takes most values of some rows away: weak warnings are told only where
// there is no other.
func sparse(r *rand.Rand, row reasons.Row) {
	if r.IntN(3) > 0 {
		return
	}
	for i := range row.Values {
		if r.IntN(6) > 0 {
			row.Values[i] = math.NaN()
		}
	}
	for _, names := range [][]string{{"purchases_365d", "tenure_days"}, {"purchases_all", "last_purchase_amount", "mean_purchase_all"}} {
		if r.IntN(2) == 0 {
			for _, name := range names {
				row.Values[row.Columns[name]] = []float64{1, 3, 4, 300.5}[r.IntN(4)]
			}
		}
	}
}

// TestEverySentence drives the reasons with customers of all kinds: each sentence
// parses and comes back letter for letter, one phrase and no other matches it where
// no text of the data is in it, browsers come to the same, and no phrase of the
// catalogue is idle.
func TestEverySentence(t *testing.T) {
	names, specs := columns()
	at := reasons.NewColumns(names)
	r := rand.New(rand.NewPCG(2026, 5))
	met := map[string]int{}
	check := newChecker(t)
	for range 6_000 {
		row := customer(r, names, specs, at)
		for _, family := range reasons.Families() {
			if text := reasons.Sentence(family, row); text != "" {
				met[check.sentence(text, family)]++
			}
		}
		// What is told already leaves room for other warnings; weak ones come where there
		// is nothing else.
		for _, why := range [][]reasons.Contribution{nil, {{Family: "rhythm", LogOdds: 0.2}, {Family: "recency", LogOdds: 0.1}}} {
			for _, reason := range reasons.Top(why, row, 3) {
				met[check.sentence(reason.Text, reason.Family)]++
			}
		}
	}
	check.idle(met)
}

// checker holds sentences against the catalogue and its expressions.
type checker struct {
	t           testing.TB
	catalogue   []Entry
	expressions []*regexp.Regexp
	seen        map[string]string
	times       map[string]int // sentences of a key
}

func newChecker(t testing.TB) *checker {
	c := &checker{t: t, catalogue: Catalogue(), seen: map[string]string{}, times: map[string]int{}}
	for _, p := range Patterns() {
		c.expressions = append(c.expressions, regexp.MustCompile(p.Expression))
	}
	return c
}

// sentence checks one and returns its key.
func (c *checker) sentence(text, family string) string {
	c.t.Helper()
	if key, ok := c.seen[text]; ok {
		return key
	}
	p, ok := Parse(text)
	if !ok {
		c.t.Fatalf("%s says what is not of the catalogue: %q", family, text)
	}
	c.seen[text] = p.Key
	if again := Format(p); again != text {
		c.t.Fatalf("%q comes back as %q", text, again)
	}
	if c.times[p.Key]++; c.times[p.Key] > 60 { // all that is compared below has been met
		return p.Key
	}
	var of []string
	for _, e := range c.catalogue {
		if _, ok := match(e.Template, text, nil); ok {
			of = append(of, e.Key)
		}
	}
	if len(of) != 1 || of[0] != p.Key {
		c.t.Errorf("%q is of the phrases %v", text, of)
	}
	first := slices.IndexFunc(c.expressions, func(e *regexp.Regexp) bool { return e.MatchString(text) })
	if first < 0 || c.catalogue[first].Key != p.Key {
		c.t.Errorf("a browser takes %q for the phrase %d, not for %s", text, first, p.Key)
	}
	return p.Key
}

// idle reports phrases of families that nobody said.
func (c *checker) idle(met map[string]int) {
	for _, e := range c.catalogue {
		if e.Family != "" && met[e.Key] == 0 {
			c.t.Errorf("nobody said %s: %s", e.Key, e.Template)
		}
	}
	c.t.Logf("%d different sentences of %d phrases", len(c.seen), len(met))
}

// TestSentencesOfTheReasonsTests parses what the tests of reasons expect.
func TestSentencesOfTheReasonsTests(t *testing.T) {
	check := newChecker(t)
	for _, name := range []string{"sentences.txt", "top.txt"} {
		file, err := os.Open(filepath.Join("..", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			if said, ok := strings.CutPrefix(lines.Text(), "> "); ok {
				family, text, _ := strings.Cut(said, ": ")
				check.sentence(text, family)
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(check.seen) < 80 {
		t.Errorf("only %d sentences were read", len(check.seen))
	}
}

func BenchmarkParse(b *testing.B) {
	const sentence = "changed the phone number 12 days ago"
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Parse(sentence); !ok {
			b.Fatal("it is not parsed")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
}
