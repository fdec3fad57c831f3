package examine

import "testing"

func TestCurrency(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"12.50 EUR", "EUR"}, {"eur 12", "EUR"}, {"€ 3", "€"}, {"12.50", ""}, {"EUR", ""}, {"see note", ""}, {"see invoice 7", ""}, {"n/a", ""},
	} {
		if got := currency([]byte(c.text)); got != c.want {
			t.Errorf("the currency of %q is %q, want %q", c.text, got, c.want)
		}
	}
}
