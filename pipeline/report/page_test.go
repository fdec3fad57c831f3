package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
)

// write returns the page of data.
func write(t *testing.T, d *report.Data) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// element returns the content of the one element that begins so.
func element(t *testing.T, page, begin, end string) string {
	t.Helper()
	if n := strings.Count(page, begin); n != 1 {
		t.Fatalf("%d times %s, want 1", n, begin)
	}
	_, rest, _ := strings.Cut(page, begin)
	content, _, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s does not end", begin)
	}
	return content
}

func decode(t *testing.T, page, id string, v any) {
	t.Helper()
	text := element(t, page, `<script type="application/json" id="`+id+`">`, "</script>")
	if i := strings.IndexAny(text, "<>&\u2028\u2029"); i >= 0 {
		t.Errorf("%s holds %q, which could end or change its element", id, text[i:min(len(text), i+20)])
	}
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%s: %v", id, err)
	}
}

// TestPolicy: the policy allows the script and the style of the page by their
// hashes, and there is no other script, style or address.
func TestPolicy(t *testing.T) {
	page := write(t, reporttest.Data(reporttest.Options{}))
	policy := element(t, page, `<meta http-equiv="Content-Security-Policy" content="`, `"`)
	for kind, text := range map[string]string{
		"script-src": element(t, page, "<script>", "</script>"), "style-src": element(t, page, "<style>", "</style>"),
	} {
		sum := sha256.Sum256([]byte(text))
		if want := kind + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"; !strings.Contains(policy+";", want) {
			t.Errorf("policy %q does not hold %q", policy, want)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("policy %q allows more than the page needs", policy)
	}
	if n := strings.Count(page, "<script"); n != 4 {
		t.Errorf("%d scripts, want one and three of data", n)
	}
	if m := regexp.MustCompile(`(?i)<[^>]*\s(on[a-z]+|src|style)\s*=`).FindString(page[:strings.Index(page, "<style>")]); m != "" {
		t.Errorf("the frame of the page holds %s", m)
	}
}

// TestSize: 5,000 listed customers with reasons and two years of history.
func TestSize(t *testing.T) {
	d := reporttest.Data(reporttest.Options{Customers: 5000})
	for i := range d.Customers {
		h := d.Customers[i].History
		h.Spend = slices.Concat(h.Spend, h.Spend)[:24]
		h.Late, h.Complaints = slices.Concat(h.Late, h.Late)[:24], slices.Concat(h.Complaints, h.Complaints)[:24]
		h.Contacts, h.Offers = slices.Concat(h.Contacts, h.Contacts)[:24], slices.Concat(h.Offers, h.Offers)[:24]
	}
	if size := len(write(t, d)); size > 2_200_000 {
		t.Errorf("the page has %d bytes, at most 2,200,000", size)
	} else {
		t.Logf("the page has %d bytes", size)
	}
}

func TestSameBytes(t *testing.T) {
	for _, variant := range reporttest.Variants() {
		o := reporttest.Options{Variant: variant, Language: "fa"}
		first := write(t, reporttest.Data(o))
		if again := write(t, reporttest.Data(o)); again != first {
			t.Errorf("%s: the same data gave other bytes", variant)
		}
	}
}

// TestHostileTexts: texts stand in the page as data alone, and come out of it as
// they went in. The texts are the Big List of Naughty Strings and our own.
func TestHostileTexts(t *testing.T) {
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = "../../../shared/data"
	}
	file, err := os.ReadFile(filepath.Join(root, "csv_torture/naughty_strings/blns.txt"))
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("no list of naughty strings in " + root)
	} else if err != nil {
		t.Fatal(err)
	}
	texts := append(strings.Split(strings.ToValidUTF8(string(file), "\ufffd"), "\n"), reporttest.HostileTexts()...)
	d := reporttest.Data(reporttest.Options{Variant: reporttest.Hostile, Texts: texts})
	page := write(t, d)
	if n := strings.Count(strings.ToLower(page), "<script"); n != 4 {
		t.Errorf("%d scripts, want 4", n)
	}
	var list struct {
		Texts   []string
		ID      []string
		Segment []int
	}
	decode(t, page, "page-list", &list)
	decode(t, page, "page-data", &map[string]any{})
	var ids, segments, wantIDs, wantSegments []string
	for i, c := range d.Customers {
		wantIDs, wantSegments = append(wantIDs, c.ID), append(wantSegments, c.Segment)
		ids = append(ids, list.ID[i])
		if code := list.Segment[i]; code > 0 {
			segments = append(segments, list.Texts[code-1])
		} else {
			segments = append(segments, "")
		}
	}
	if diff := cmp.Diff(wantIDs, ids); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantSegments, segments); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
}

// TestPoorData: a page comes of data that lacks anything.
func TestPoorData(t *testing.T) {
	tests := map[string]*report.Data{
		"nothing":      {},
		"no parts":     {Customers: []report.Customer{{}}},
		"no history":   {AsOf: "2026-01-01", Customers: []report.Customer{{ID: "1", Reasons: []report.Reason{{}}}}},
		"not finite":   {Customers: []report.Customer{{Probability: math.NaN(), Spend: math.Inf(1), ValueAtRisk: math.Inf(-1), History: &report.History{Spend: []float64{math.NaN()}}}}},
		"not unicode":  {RunID: "\xff", Customers: []report.Customer{{ID: "\xff\x00"}}},
		"title":        {AsOf: "</title><script>"},
		"other months": {Customers: []report.Customer{{History: &report.History{Spend: []float64{1}, Late: []int{1, 2, 99}}}}},
	}
	for _, variant := range reporttest.Variants() {
		tests[variant] = reporttest.Data(reporttest.Options{Variant: variant})
	}
	for name, d := range tests {
		t.Run(name, func(t *testing.T) {
			page := write(t, d)
			var list struct{ ID []string }
			decode(t, page, "page-list", &list)
			if len(list.ID) != len(d.Customers) {
				t.Errorf("%d customers, want %d", len(list.ID), len(d.Customers))
			}
			decode(t, page, "page-data", &map[string]any{})
		})
	}
}

// TestNotFinite: a figure that is no number is told, not written.
func TestNotFinite(t *testing.T) {
	d := &report.Data{Tiers: []report.Tier{{Name: "high", Expected: math.NaN()}}}
	if err := report.Write(&bytes.Buffer{}, d); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("error %v, want one that tells NaN", err)
	}
}

// fullDisk is a writer that ends after some bytes.
type fullDisk struct{ left int }

var errFull = errors.New("no space left")

func (f *fullDisk) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriterFails(t *testing.T) {
	d := reporttest.Data(reporttest.Options{Customers: 3})
	for _, left := range []int{0, 300, 100_000} {
		if err := report.Write(&fullDisk{left}, d); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: error %v, want %v", left, err, errFull)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	d := reporttest.Data(reporttest.Options{Customers: 5000})
	for b.Loop() {
		if err := report.Write(&bytes.Buffer{}, d); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
