package pipeline

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"predict/data/columnar"
	"predict/features"
)

// Version 1 of the list. Columns are only ever added at the end.
const riskVersion1 = "rank,customer_id,as_of,churn_probability,horizon_days,tier,value_at_risk,currency," +
	"reason_1,reason_2,reason_3,suggested_action,preferred_channel,preferred_hour,holdout,segment,region," +
	"last_purchase,usual_gap_days,expected_next_purchase,spend_365d,p_alive,clv_365d,score_change," +
	"score_change_cause,model_id,run_id"

func testList() *RiskList {
	day := func(n int64) int64 { return n * features.Day }
	return &RiskList{
		AsOf: day(20_000), HorizonDays: 90, Currency: "EUR", ModelID: "m", RunID: "r",
		Rows: []RiskRow{
			{CustomerID: "007", ScoreChange: math.NaN(), Probability: 0.3, Tier: "medium", ValueAtRisk: 900_000, LastPurchase: day(19_990), UsualGapDays: math.NaN(), PreferredHour: features.NoCode, Spend365: 3_000_000},
			{CustomerID: "18446744073709551617", ScoreChange: math.NaN(), Probability: 0.8, Tier: "high", ValueAtRisk: 100_000, LastPurchase: day(19_000), UsualGapDays: 10.4, PreferredHour: 9, Spend365: 125_000, Reasons: [3]string{"=cmd|' /C calc'!A0"}, Segment: "@x"},
			{CustomerID: "b", ScoreChange: math.NaN(), Probability: 0.9, Tier: "high", ValueAtRisk: 100_000, LastPurchase: features.NoTime, UsualGapDays: 3, PreferredHour: 0, Spend365: -5},
			{CustomerID: "a", ScoreChange: math.NaN(), Probability: 0.9, Tier: "high", ValueAtRisk: 100_000, LastPurchase: day(19_000), UsualGapDays: 3, PreferredHour: 0},
		},
	}
}

// By tier, then value at risk, then probability, then id.
func TestRiskOrder(t *testing.T) {
	l := testList()
	l.order([]string{"high", "medium", "low"})
	var got []string
	for i, r := range l.Rows {
		if r.Rank != i+1 {
			t.Errorf("row %d has rank %d", i, r.Rank)
		}
		got = append(got, r.CustomerID)
	}
	if diff := cmp.Diff([]string{"a", "b", "18446744073709551617", "007"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRiskFiles(t *testing.T) {
	l := testList()
	l.order([]string{"high", "medium", "low"})
	dir := t.TempDir()
	if _, err := l.writeFiles(dir, 2); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "risk.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(records[0], ","); got != riskVersion1 {
		t.Errorf("header %s, want %s", got, riskVersion1)
	}
	want := [][]string{
		{"1", "a", "2024-10-04", "0.9000", "90", "high", "10.00", "EUR", "", "", "", "", "", "0", "no", "", "", "2022-01-08", "3.0", "2022-01-11", "0.00", "", "", "", "", "m", "r"},
		{"2", "b", "2024-10-04", "0.9000", "90", "high", "10.00", "EUR", "", "", "", "", "", "0", "no", "", "", "", "3.0", "", "0.00", "", "", "", "", "m", "r"},
		{"3", "18446744073709551617", "2024-10-04", "0.8000", "90", "high", "10.00", "EUR", "'=cmd|' /C calc'!A0", "", "", "", "", "9", "no", "'@x", "", "2022-01-08", "10.4", "2022-01-18", "12.50", "", "", "", "", "m", "r"},
		{"4", "007", "2024-10-04", "0.3000", "90", "medium", "90.00", "EUR", "", "", "", "", "", "", "no", "", "", "2024-09-24", "", "", "300.00", "", "", "", "", "m", "r"},
	}
	if diff := cmp.Diff(want, records[1:]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, name := range []string{"risk.csv", "risk.parquet"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; want readable by its owner only", name, info.Mode(), err)
		}
	}
	r, err := columnar.Open(filepath.Join(dir, "risk.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	reasons, err := r.String(columnar.All, "reason_1", nil)
	if err != nil {
		t.Fatal(err)
	}
	// Data for programs is exact: nothing is added to the text.
	if diff := cmp.Diff([]string{"", "", "=cmd|' /C calc'!A0", ""}, reasons); diff != "" {
		t.Errorf("reasons in Parquet (-want +got):\n%s", diff)
	}
}

func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		"a=b":             "a=b",
		"=1+1":            "'=1+1",
		"@SUM(A1)":        "'@SUM(A1)",
		"+49 12345":       "+49 12345",
		"-17.5":           "-17.5",
		"-2+3+cmd|' /C'!": "'-2+3+cmd|' /C'!",
		"+cmd|calc":       "'+cmd|calc",
		"-":               "'-",
		"\t=1":            "'\t'=1",
		"\r=1":            "'\r'=1",
	} {
		if got := harmless(text); got != want {
			t.Errorf("harmless(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFormatMoney(t *testing.T) {
	for units, want := range map[int64]string{
		0: "0.00", 10_000: "1.00", 12_345: "1.23", 12_350: "1.24", -12_350: "-1.24", 49: "0.00", 50: "0.01", -49: "0.00",
		9_999_999_950: "1000000.00", features.NoMoney: "",
	} {
		if got := formatMoney(units); got != want {
			t.Errorf("formatMoney(%d) = %q, want %q", units, got, want)
		}
	}
}

func TestSegments(t *testing.T) {
	l := testList()
	l.Rows[0].Segment, l.Rows[2].Segment, l.Rows[3].Segment = "y", "x", "x"
	l.Rows[1].Segment = ""
	df, err := l.Segments("high", 5)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"segment", "customers", "at high risk", "expected to leave", "value at risk"},
		{"y", "1", "0", "0.300000", "90.000000"},
		{"x", "2", "2", "1.800000", "20.000000"},
	}
	if diff := cmp.Diff(want, df.Records()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
