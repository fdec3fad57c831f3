package generate_test

import (
	"strings"
	"testing"
)

// eventTables are the tables with an instant, by its column.
func eventTables() map[string]string {
	return map[string]string{
		"transactions.csv": "ordered_at", "invoices.csv": "issued", "contacts.csv": "time", "changes.csv": "time",
		"offers.csv": "time", "satisfaction.csv": "time", "wallet.csv": "month", "cancellations.csv": "time",
	}
}

func TestRecordsAreUnique(t *testing.T) {
	dir, s := run(t, options(1_500))
	for _, table := range s.Tables {
		seen := map[string]bool{}
		for _, line := range tableText(t, dir, table) {
			if seen[line] {
				t.Errorf("%s holds %q twice", table.Name, line)
			}
			seen[line] = true
			if strings.Contains(line, `"`) {
				t.Fatalf("%s: a clean record holds a quote: %s", table.Name, line)
			}
		}
	}
}

func TestRecordsReferToCustomers(t *testing.T) {
	dir, _ := run(t, options(1_000))
	signup := map[string]string{}
	business := 0
	for _, c := range load(t, dir, "customers.csv") {
		id := c["customer_id"]
		signup[id] = c["signup"]
		digits := 10
		if c["segment"] == "business" {
			digits = 20
			business++
		}
		if len(id) != digits {
			t.Errorf("id %s of a %s customer has %d digits, want %d", id, c["segment"], len(id), digits)
		}
		if c["contract_end"] != "" && c["contract_end"] <= "2025-12-31" {
			t.Errorf("customer %s: contract_end %s tells who did not cancel", id, c["contract_end"])
		}
	}
	if len(signup) != 1_000 || business == 0 {
		t.Fatalf("%d customers with different ids, %d of them business", len(signup), business)
	}
	for name, column := range eventTables() {
		before := ""
		for _, r := range load(t, dir, name) {
			since, known := signup[r["customer_id"]]
			if !known && (name != "wallet.csv" || r["segment"] == "" || r["customer_id"] != "") {
				t.Errorf("%s: unknown customer %q", name, r["customer_id"])
			}
			when := r[column]
			if known && name != "wallet.csv" && when < since {
				t.Errorf("%s: %s of customer %s lies before the sign-up at %s", name, when, r["customer_id"], since)
			}
			if when < "2024-01-01" || when >= "2026" {
				t.Errorf("%s: %s lies outside the window", name, when)
			}
			if name != "wallet.csv" && when < before {
				t.Errorf("%s: %s follows %s", name, when, before)
			}
			before = when
		}
	}
}

// TestMoneyAddsUp: all that was bought and returned in the months with a
// statement is on the statements, but for credits that are still carried.
func TestMoneyAddsUp(t *testing.T) {
	dir, _ := run(t, options(1_000))
	left := map[string]int64{}
	orderTime := map[string]string{}
	for _, r := range load(t, dir, "transactions.csv") {
		amount := cents(t, r["amount"])
		if (amount < 0) != (r["is_return"] == "1") {
			t.Errorf("order %s: amount %s, is_return %s", r["order_id"], r["amount"], r["is_return"])
		}
		if m := cents(t, r["margin"]); m*amount < 0 || abs(m) > abs(amount) {
			t.Errorf("order %s: margin %s of %s", r["order_id"], r["margin"], r["amount"])
		}
		if first, ok := orderTime[r["order_id"]]; ok && first != r["ordered_at"] {
			t.Errorf("order %s has two times", r["order_id"])
		}
		orderTime[r["order_id"]] = r["ordered_at"]
		if r["ordered_at"] < "2025-12" {
			left[r["customer_id"]] += amount
		}
	}
	ids := map[string]bool{}
	for _, r := range load(t, dir, "invoices.csv") {
		left[r["customer_id"]] -= cents(t, r["amount"])
		if ids[r["invoice_id"]] {
			t.Errorf("invoice %s twice", r["invoice_id"])
		}
		ids[r["invoice_id"]] = true
		if r["due"] < r["issued"] || r["paid"] != "" && r["paid"] < r["issued"] || r["paid"] >= "2026" {
			t.Errorf("invoice %s: issued %s, due %s, paid %s", r["invoice_id"], r["issued"], r["due"], r["paid"])
		}
	}
	for id, cents := range left {
		if cents > 0 {
			t.Errorf("customer %s: %d cents are on no statement", id, cents)
		}
	}
}

func abs(v int64) int64 { return max(v, -v) }

func TestOffersAreConsistent(t *testing.T) {
	dir, _ := run(t, options(1_500))
	controls, taken, all := 0, 0, 0
	for _, r := range load(t, dir, "offers.csv") {
		all++
		if r["control"] == "1" {
			controls++
			if r["responded"] != "" || r["cost"] != "0.00" {
				t.Errorf("a control got something: %v", r)
			}
		}
		if r["responded"] != "" {
			taken++
			if r["responded"] <= r["time"] || r["responded"] >= "2026" {
				t.Errorf("offer of %s taken up at %s", r["time"], r["responded"])
			}
		}
		if want := "stay_" + r["time"][:7]; r["campaign"] != want {
			t.Errorf("campaign %s, want %s", r["campaign"], want)
		}
	}
	// Controls are drawn with .1: five standard errors of a share of n rows.
	if share := float64(controls) / float64(all); !near(share, .1, 5*deviation(.1, all)) {
		t.Errorf("%.3f of %d offers are controls, want .1", share, all)
	}
	if taken == 0 || taken == all {
		t.Errorf("%d of %d offers taken up", taken, all)
	}
}

func TestScoresAndContactsKeepTheirRanges(t *testing.T) {
	dir, _ := run(t, options(1_500))
	limits := map[string][2]int64{"csat": {1, 5}, "nps": {0, 10}, "complaint_handling": {1, 5}}
	seen := map[string]int{}
	for _, r := range load(t, dir, "satisfaction.csv") {
		limit, ok := limits[r["scale"]]
		score := cents(t, r["score"]+".00") / 100
		if !ok || score < limit[0] || score > limit[1] {
			t.Errorf("score %s on scale %q", r["score"], r["scale"])
		}
		seen[r["scale"]]++
	}
	for scale := range limits {
		if seen[scale] == 0 {
			t.Errorf("no score on scale %s", scale)
		}
	}
	for _, r := range load(t, dir, "contacts.csv") {
		if r["resolved"] != "" && (r["resolved"] <= r["time"] || r["resolved"] >= "2026") {
			t.Errorf("contact of %s resolved at %s", r["time"], r["resolved"])
		}
		if s := r["satisfaction"]; s != "" && (s < "1" || s > "5") {
			t.Errorf("contact satisfaction %s", s)
		}
	}
}

// TestWalletHoldsOwnSpend: nobody spends less anywhere than here.
func TestWalletHoldsOwnSpend(t *testing.T) {
	dir, _ := run(t, options(1_500))
	type month struct{ customer, month, category string }
	own := map[month]int64{}
	for _, r := range load(t, dir, "transactions.csv") {
		m := r["ordered_at"][:7] + "-01"
		amount := cents(t, r["amount"])
		own[month{r["customer_id"], m, r["category"]}] += amount
		own[month{r["customer_id"], m, ""}] += amount
	}
	segments := 0
	for _, r := range load(t, dir, "wallet.csv") {
		if r["customer_id"] == "" {
			segments++
			continue
		}
		here := own[month{r["customer_id"], r["month"], r["category"]}]
		if total := cents(t, r["total"]); total < here {
			t.Errorf("customer %s spent %d cents here and %d anywhere in %s of %s", r["customer_id"], here, total, r["category"], r["month"])
		}
	}
	if want := 4 * 24 * 11; segments != want { // segments, months, ten categories and their sum
		t.Errorf("%d rows of segments, want %d", segments, want)
	}
}
