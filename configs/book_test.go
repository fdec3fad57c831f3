package configs_test

import (
	"testing"

	"predict/configs"
)

// TestChurnBand holds the bands of the industries, which the retention book states:
// SaaS 5 to 10 % a year, retail 20 to 30, finance 10 to 15, services below 10.
func TestChurnBand(t *testing.T) {
	for name, tt := range map[string]struct {
		book      configs.Book
		low, high float64
		ok        bool
	}{
		"saas":         {configs.Book{Industry: configs.IndustrySaaS}, 0.05, 0.10, true},
		"retail":       {configs.Book{Industry: configs.IndustryRetail}, 0.20, 0.30, true},
		"finance":      {configs.Book{Industry: configs.IndustryFinance}, 0.10, 0.15, true},
		"services":     {configs.Book{Industry: configs.IndustryServices}, 0, 0.10, true},
		"none":         {configs.Book{}, 0, 0, false},
		"own":          {configs.Book{Industry: configs.IndustryRetail, Band: []float64{0.3, 0.4}}, 0.3, 0.4, true},
		"own, no name": {configs.Book{Band: []float64{0.3, 0.4}}, 0.3, 0.4, true},
	} {
		t.Run(name, func(t *testing.T) {
			low, high, ok := tt.book.ChurnBand()
			if low != tt.low || high != tt.high || ok != tt.ok {
				t.Errorf("the band is %v to %v (%v), want %v to %v (%v)", low, high, ok, tt.low, tt.high, tt.ok)
			}
		})
	}
}

// TestBookHash holds that settings of the book change their own hash, and not the
// one that lists depend on.
func TestBookHash(t *testing.T) {
	a, b := configs.Default(), configs.Default()
	b.Book.Language = configs.Persian
	if a.Hash() != b.Hash() {
		t.Error("the language of the page changes the hash of what lists depend on")
	}
	if a.BookHash() == b.BookHash() {
		t.Error("the language of the page does not change the hash of the book")
	}
}
