package value_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"predict/data/value"
)

// moneyCase is a text and the units it stands for: the amount times 10,000.
type moneyCase struct {
	text    string
	decimal byte
	units   int64
	ok      bool
}

// moneyShapes are digits, groups and signs.
func moneyShapes() []moneyCase {
	return []moneyCase{
		{"0", '.', 0, true},
		{"-0", '.', 0, true},
		{"1", '.', 10_000, true},
		{"-12.34", '.', -123_400, true},
		{"+12.34", '.', 123_400, true},
		{"12.", '.', 120_000, true},
		{".5", '.', 5_000, true},
		{"007.50", '.', 75_000, true},
		{"0.0001", '.', 1, true},
		{" 5 ", '.', 50_000, true},
		{"\u00a05\u202f", '.', 50_000, true},
		{"12,34", ',', 123_400, true},
		// Groups of three, and what only looks like them.
		{"1,234", '.', 12_340_000, true},
		{"1,234,567.89", '.', 12_345_678_900, true},
		{"1.234.567,89", ',', 12_345_678_900, true},
		{"1 234 567,89", ',', 12_345_678_900, true},
		{"1\u00a0234,5", ',', 12_345_000, true},
		{"1\u202f234,5", ',', 12_345_000, true},
		{"1'234.50", '.', 12_345_000, true},
		{"1’234.50", '.', 12_345_000, true},
		{"1,23", '.', 0, false},
		{"12,3456", '.', 0, false},
		{"1234,567", '.', 0, false},
		{"1,234,56", '.', 0, false},
		{"1,234 567", '.', 0, false},
		{"0,123", '.', 0, false}, // a decimal comma read with a decimal point
		{",123", '.', 0, false},
		{"1,", '.', 0, false},
		{"1,234,", '.', 0, false},
		{"1.2,345", '.', 0, false},
		// Signs and parentheses.
		{"12.50-", '.', -125_000, true},
		{"(12.50)", '.', -125_000, true},
		{"\u221212.50", '.', -125_000, true},
		{"--5", '.', 0, false},
		{"-5-", '.', 0, false},
		{"-(5)", '.', 0, false},
		{"(-5)", '.', 0, false},
		{"(5", '.', 0, false},
		{"()", '.', 0, false},
		{"-", '.', 0, false},
	}
}

// moneyForms are currencies, exponents, rounding, the range and what is none.
func moneyForms() []moneyCase {
	return []moneyCase{
		// Currencies.
		{"$5", '.', 50_000, true},
		{"-$5", '.', -50_000, true},
		{"$-5", '.', -50_000, true},
		{"($5.00)", '.', -50_000, true},
		{"$(5.00)", '.', -50_000, true},
		{"5,00 €", ',', 50_000, true},
		{"EUR 1.234,00", ',', 12_340_000, true},
		{"1.234,00EUR", ',', 12_340_000, true},
		{"usd 5", '.', 50_000, true},
		{"£1,234.50", '.', 12_345_000, true},
		{"1 250 000 IRR", '.', 12_500_000_000, true},
		{"123ABC", '.', 0, false},
		{"$$5", '.', 0, false},
		{"EUR", '.', 0, false},
		// Exponents and the noise of floating point.
		{"1.5e3", '.', 15_000_000, true},
		{"1.5E+3", '.', 15_000_000, true},
		{"1,5e3", ',', 15_000_000, true},
		{"15e-1", '.', 15_000, true},
		{"1e-99999", '.', 0, true},
		{"0e99999", '.', 0, true},
		{"1e", '.', 0, false},
		{"e5", '.', 0, false},
		{"15.299999999999999", '.', 153_000, true},
		{"-15.300000000000001", '.', -153_000, true},
		{"0.00005", '.', 0, true}, // half to even: 0.5 units
		{"0.00015", '.', 2, true}, // 1.5 units
		{"0.00025", '.', 2, true}, // 2.5 units
		{"0.000250000000000000000000000000000000000000000000000001", '.', 3, true},
		// The range is that of int64, without the value that stands for missing.
		{"922337203685477.5807", '.', math.MaxInt64, true},
		{"-922337203685477.5807", '.', -math.MaxInt64, true},
		{"922337203685477.58074", '.', math.MaxInt64, true},
		{"922337203685477.58075", '.', 0, false},
		{"-922337203685477.5808", '.', 0, false},
		{"1e19", '.', 0, false},
		{strings.Repeat("9", 400), '.', 0, false},
		// No numbers.
		{"", '.', 0, false},
		{" ", '.', 0, false},
		{".", '.', 0, false},
		{"NaN", '.', 0, false},
		{"inf", '.', 0, false},
		{"1_000", '.', 0, false},
		{"0x10", '.', 0, false},
		{"5%", '.', 0, false},
		{"1.2.3", '.', 0, false},
		{"12 a", '.', 0, false},
		{"1\x002", '.', 0, false},
		{"\xff", '.', 0, false},
	}
}

func TestParseMoney(t *testing.T) {
	for _, tt := range append(moneyShapes(), moneyForms()...) {
		t.Run(fmt.Sprintf("%.40s %c", tt.text, tt.decimal), func(t *testing.T) {
			units, ok := value.ParseMoney([]byte(tt.text), tt.decimal)
			if units != tt.units || ok != tt.ok {
				t.Errorf("ParseMoney(%q, %q) = %d, %v; want %d, %v", tt.text, tt.decimal, units, ok, tt.units, tt.ok)
			}
		})
	}
}

// reference reads plain decimal text with exact rational arithmetic.
func reference(text string) (int64, bool) {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(10_000, 1))
	whole, rest := new(big.Int).DivMod(new(big.Int).Abs(r.Num()), r.Denom(), new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(r.Denom()) {
	case 1:
		whole.Add(whole, big.NewInt(1))
	case 0:
		whole.Add(whole, new(big.Int).And(whole, big.NewInt(1)))
	}
	if !whole.IsInt64() {
		return 0, false
	}
	return whole.Int64() * int64(r.Sign()), true
}

// FuzzParseMoney compares with math/big on what both read: a sign, digits, a
// point, digits, an exponent.
func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"12.34", "-0.00005", "1e3", "15.299999999999999", "922337203685477.5807", "5e-9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		units, ok := value.ParseMoney([]byte(text), '.')
		comma, okComma := value.ParseMoney([]byte(strings.NewReplacer(".", ",", ",", ".").Replace(text)), ',')
		if units != comma || ok != okComma {
			t.Errorf("%q: %d, %v with a point but %d, %v with a comma", text, units, ok, comma, okComma)
		}
		if !plain(text) {
			return
		}
		want, wantOK := reference(text)
		if ok != wantOK || ok && units != want {
			t.Errorf("ParseMoney(%q) = %d, %v; exact arithmetic gives %d, %v", text, units, ok, want, wantOK)
		}
	})
}

// plain reports whether text is a number as math/big reads it and small enough
// for it to be quick.
func plain(text string) bool {
	digits, exponent := 0, false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' || c == '+':
			if i > 0 && text[i-1] != 'e' {
				return false
			}
		case c == 'e' && !exponent && len(text)-i <= 5:
			exponent = true
		case c == '.' && !exponent:
		default:
			return false
		}
	}
	_, ok := new(big.Rat).SetString(text)
	return digits > 0 && ok
}

func BenchmarkParseMoney(b *testing.B) {
	for _, text := range []string{"3.39", "-1234.5600", "1,234.50", "15.299999999999999"} {
		b.Run(text, func(b *testing.B) {
			in := []byte(text)
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := value.ParseMoney(in, '.'); !ok {
					b.Fatal(text)
				}
			}
		})
	}
}
