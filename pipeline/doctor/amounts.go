package doctor

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"predict/data"
	"predict/data/examine"
)

// amounts judges the columns of amounts of a table.
func (c *checker) amounts(t *examine.Table) {
	for _, col := range t.Columns {
		if col.Kind != data.Money || col.Values == 0 {
			continue
		}
		c.currencies(t, col)
		if s := col.Amounts.OtherMark; s.Count > 0 {
			other := map[string]string{".": ",", ",": "."}[t.Source.Decimal]
			f := Finding{
				Kind: "decimal_mark", Severity: Warning, Table: t.Name, Column: col.From,
				Seen: fmt.Sprintf("%s values can be read with the decimal mark %q only, such as %q; the config says %q", share(s.Count, col.Values), other, s.Text, t.Source.Decimal),
				Then: "these rows go to quarantine; and 1,234 and 1.234 mean different amounts with each mark", Do: "export all amounts with one mark",
			}.at(s)
			if 2*s.Count > col.Values {
				f.Do, f.Config = "name the mark", []string{c.key(t.Name, fmt.Sprintf("decimal: %q", other))}
			}
			c.add(f)
		}
		if col.Name == "amount" {
			c.signs(t, col)
		}
	}
}

// currencies tells of several currencies, and of another one than the config's.
func (c *checker) currencies(t *examine.Table, col *examine.Column) {
	var names []string
	var named int64
	var first examine.Spot
	for _, name := range slices.Sorted(maps.Keys(col.Amounts.Currencies)) {
		s := *col.Amounts.Currencies[name]
		names = append(names, fmt.Sprintf("%s (%s)", name, number(s.Count)))
		if named += s.Count; first.Count == 0 || s.Count < first.Count {
			first = s
		}
	}
	switch {
	case len(names) > 1:
		c.add(Finding{
			Kind: "currency_mixed", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: "amounts name " + strings.Join(names, ", "),
			Then: "amounts are added up as if they were one currency", Do: "convert them before exporting, or export each currency by itself",
		}.at(first))
	case len(names) == 1 && !meansCurrency(slices.Sorted(maps.Keys(col.Amounts.Currencies))[0], c.in.Currency):
		c.add(Finding{
			Kind: "currency_other", Severity: Warning, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("amounts name %s; the config says %s", names[0], c.in.Currency),
			Then: "the list shows the amounts in " + c.in.Currency, Do: "name the currency of the amounts", Config: []string{"currency: ..."},
		}.at(first))
	}
	if len(names) == 1 && named < col.Values && col.Values-named > 0 && 10*named < 9*col.Values && named > 0 {
		c.add(Finding{
			Kind: "currency_mixed", Severity: Note, Table: t.Name, Column: col.From,
			Seen: fmt.Sprintf("%s amounts name a currency, %s", share(named, col.Values), names[0]),
			Then: "amounts are added up as if they were one currency", Do: "make sure that the others are in the same one",
		}.at(first))
	}
}

// meansCurrency reports whether a sign or code may stand for a currency.
func meansCurrency(sign, code string) bool {
	signs := map[string]string{
		"€": "EUR", "£": "GBP EGP LBP SYP SDG", "¥": "JPY CNY", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₹": "INR", "₪": "ILS", "₩": "KRW", "₫": "VND", "₦": "NGN", "﷼": "IRR SAR OMR QAR YER",
		"$": "USD CAD AUD NZD SGD HKD MXN ARS CLP COP TWD BBD BSD BZD BMD FJD GYD JMD KYD LRD NAD SBD SRD TTD XCD BND UYU",
	}
	return sign == code || strings.Contains(signs[sign], code)
}

// signs judges how many amounts are negative and zero.
func (c *checker) signs(t *examine.Table, col *examine.Column) {
	a := col.Amounts
	all := a.Negative + a.Zero + a.Positive
	if all == 0 || t.Name != data.Transactions && t.Name != data.Invoices {
		return
	}
	const someNegative, manyNegative, manyZero = 0.2, 0.5, 0.2
	if rate := float64(a.Negative) / float64(all); rate >= someNegative {
		f := Finding{
			Kind: "amount_negative", Severity: Note, Table: t.Name, Column: col.From, Count: a.Negative,
			Seen: share(a.Negative, all) + " amounts are negative", Then: "they count as returns", Do: "nothing, if so many are returned",
		}
		if rate >= manyNegative {
			f.Severity, f.Do = Warning, "turn the sign, if these are purchases as the books of the shop show them"
			f.Config = []string{c.key(t.Name, fmt.Sprintf("columns.amount: -(%s)", col.From))}
		}
		c.add(f)
	}
	if rate := float64(a.Zero) / float64(all); rate >= manyZero {
		c.add(Finding{
			Kind: "amount_zero", Severity: Warning, Table: t.Name, Column: col.From, Count: a.Zero,
			Seen: share(a.Zero, all) + " amounts are zero", Then: "they are kept, but are no purchases", Do: "make sure that the right column is mapped",
		})
	}
}
