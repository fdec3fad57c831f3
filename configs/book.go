package configs

import "slices"

// Book says how the retention figures and the page are made. No list depends on
// it.
type Book struct {
	// By is ByMonth, ByQuarter or ByYear.
	By string `yaml:"by"`
	// Periods is the number of periods that are told, the newest ones.
	Periods int `yaml:"periods"`
	// Industry names the band that churn is held against; empty for none.
	Industry string `yaml:"industry"`
	// Band holds the low and the high end of usual churn a year, as shares, in place
	// of the industry's; empty takes the industry's.
	Band []float64 `yaml:"band"`
	// Language is that in which the page opens.
	Language string `yaml:"language"`
	// Customers is the number of customers that the page lists, the most urgent.
	Customers int `yaml:"customers"`
	// WhatIf is what a scenario assumes.
	WhatIf WhatIf `yaml:"whatif"`
}

// WhatIf is a scenario of less churn.
type WhatIf struct {
	// Months is how far it looks.
	Months int `yaml:"months"`
	// ChurnDown is the share by which churn falls, RetentionUp the share that is
	// added to the retention of a year.
	ChurnDown   float64 `yaml:"churn_down"`
	RetentionUp float64 `yaml:"retention_up"`
	// CostPerMonth is what that costs for each customer and month.
	CostPerMonth float64 `yaml:"cost_per_month"`
}

// Lengths of a period.
const (
	ByMonth   = "month"
	ByQuarter = "quarter"
	ByYear    = "year"
)

// Industries whose churn is known.
const (
	IndustrySaaS     = "saas"
	IndustryRetail   = "retail"
	IndustryFinance  = "finance"
	IndustryServices = "services"
)

// Languages of the page.
const (
	English    = "en"
	Persian    = "fa"
	Lithuanian = "lt"
)

// ChurnBand returns the ends of usual churn a year, as shares, and whether there
// is a band to hold churn against.
func (b Book) ChurnBand() (low, high float64, ok bool) {
	if len(b.Band) == 2 {
		return b.Band[0], b.Band[1], true
	}
	switch b.Industry {
	case IndustrySaaS:
		return 0.05, 0.10, true
	case IndustryRetail:
		return 0.20, 0.30, true
	case IndustryFinance:
		return 0.10, 0.15, true
	case IndustryServices:
		return 0, 0.10, true
	}
	return 0, 0, false
}

// defaultBook holds the settings for which a file says nothing.
func defaultBook() Book {
	return Book{
		By: ByMonth, Periods: 24, Industry: IndustryRetail, Language: English, Customers: 5000,
		WhatIf: WhatIf{Months: 12, ChurnDown: 0.1, RetentionUp: 0.05},
	}
}

// addBookRules adds the rules of Book.
func addBookRules(all map[string]rule) {
	all["book.by"] = oneOf(ByMonth, ByQuarter, ByYear)
	all["book.periods"] = count(1, 240, "periods")
	all["book.industry"] = oneOf(IndustrySaaS, IndustryRetail, IndustryFinance, IndustryServices, "")
	all["book.band[]"] = ratio(0, 1, "a share")
	all["book.language"] = oneOf(English, Persian, Lithuanian)
	all["book.customers"] = count(0, 20_000, "customers")
	all["book.whatif.months"] = count(1, 600, "months")
	all["book.whatif.churn_down"] = ratio(0, 1, "")
	all["book.whatif.retention_up"] = ratio(0, 1, "")
	all["book.whatif.cost_per_month"] = ratio(0, 1_000_000, "units of currency")
}

// book reports a band that is no band.
func (k *checker) book() {
	b := k.c.Book.Band
	if len(b) != 0 && (len(b) != 2 || !slices.IsSorted(b)) {
		k.add("book.band", "", "is no band", "two shares, the low end before the high one, such as [0.2, 0.3], or nothing")
	}
}
