package value_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"predict/data/value"
)

func TestParseNumber(t *testing.T) {
	tests := []struct {
		text    string
		decimal byte
		want    float64
		ok      bool
	}{
		{"0.1", '.', 0.1, true},
		{"-7", '.', -7, true},
		{"0,1", ',', 0.1, true},
		{"1.234,5", ',', 1234.5, true},
		{"123456789012345678", '.', 123456789012345678, true},
		{"2.2250738585072014e-308", '.', 2.2250738585072014e-308, true},
		{"9007199254740993", '.', 9007199254740992, true}, // a tie goes to even: 2^53+1
		{"1e400", '.', 0, false},
		{"NaN", '.', 0, false},
		{"inf", '.', 0, false},
		{"-Infinity", '.', 0, false},
		{"", '.', 0, false},
		{"five", '.', 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got, ok := value.ParseNumber([]byte(tt.text), tt.decimal)
			if got != tt.want || ok != tt.ok {
				t.Errorf("ParseNumber(%q) = %v, %v; want %v, %v", tt.text, got, ok, tt.want, tt.ok)
			}
		})
	}
	if got, ok := value.ParseNumber([]byte("-0.0"), '.'); !ok || math.Signbit(got) {
		t.Errorf("ParseNumber(-0.0) = %v, %v; want 0 without a sign", got, ok)
	}
}

// FuzzParseNumber compares with strconv.
func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"12.34", "-1e-5", "1e308", "0.000000000000000000000000000000000012345678901234567890123456789"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !plain(text) {
			return
		}
		got, ok := value.ParseNumber([]byte(text), '.')
		want, err := strconv.ParseFloat(text, 64)
		if ok != (err == nil) || ok && got != want {
			t.Errorf("ParseNumber(%q) = %v, %v; strconv gives %v, %v", text, got, ok, want, err)
		}
	})
}

func TestParseFlag(t *testing.T) {
	for _, text := range strings.Fields("1 true TRUE True yes Yes Y y t T on ON") {
		if v, ok := value.ParseFlag([]byte(" " + text)); !v || !ok {
			t.Errorf("ParseFlag(%q) = %v, %v; want true, true", text, v, ok)
		}
	}
	for _, text := range strings.Fields("0 false FALSE no No N n f F off OFF") {
		if v, ok := value.ParseFlag([]byte(text + " ")); v || !ok {
			t.Errorf("ParseFlag(%q) = %v, %v; want false, true", text, v, ok)
		}
	}
	for _, text := range []string{"", "2", "ja", "truee", "yess", "00", "falsehood", "-1"} {
		if v, ok := value.ParseFlag([]byte(text)); v || ok {
			t.Errorf("ParseFlag(%q) = %v, %v; want false, false", text, v, ok)
		}
	}
}

func TestParseWhole(t *testing.T) {
	tests := []struct {
		text string
		want int32
		ok   bool
	}{
		{"0", 0, true},
		{"007", 7, true},
		{" 23 ", 23, true},
		{"+5", 5, true},
		{"14.0", 14, true},
		{"14,00", 14, true},
		{"2147483647", math.MaxInt32, true},
		{"2147483648", 0, false},
		{"99999999999999999999", 0, false},
		{"-1", 0, false},
		{"14.5", 0, false},
		{"14.", 0, false},
		{"", 0, false},
		{"x", 0, false},
		{"1e2", 0, false},
	}
	for _, tt := range tests {
		got, ok := value.ParseWhole([]byte(tt.text))
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("ParseWhole(%q) = %d, %v; want %d, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestDamagedID(t *testing.T) {
	for _, text := range []string{"1.03E+19", "1,03E+19", "1E+19", "1.23457E+11", "1.03e+19", " 9.99E+100 "} {
		if !value.DamagedID([]byte(text)) {
			t.Errorf("DamagedID(%q) = false; want true", text)
		}
	}
	for _, text := range []string{"", "10300000000000000000", "E+19", "1.E+19", "0.1E+19", "12.3E+19", "1E19", "1.03E-19", "A1E+19", "1.03E+1", "1.03E+1000", "1E+1X"} {
		if value.DamagedID([]byte(text)) {
			t.Errorf("DamagedID(%q) = true; want false", text)
		}
	}
}

func TestTrim(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"  ", ""},
		{"a", "a"},
		{" a b\t\r\n", "a b"},
		{"\u00a0a\u00a0", "a"},
		{"\ufeff\u3000a\u2007\u2009", "a"},
		{"à", "à"},
		{"\xa0", "\xa0"},
		{"é\u00a0", "é"},
	}
	for _, tt := range tests {
		if got := value.Trim([]byte(tt.text)); string(got) != tt.want {
			t.Errorf("Trim(%q) = %q; want %q", tt.text, got, tt.want)
		}
	}
}

func BenchmarkParseNumber(b *testing.B) {
	for _, text := range []string{"3.39", "51.123456", "0.1234567890123456789"} {
		b.Run(text, func(b *testing.B) {
			in := []byte(text)
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := value.ParseNumber(in, '.'); !ok {
					b.Fatal(text)
				}
			}
		})
	}
}
