package value

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// currencyCodes are the currencies of ISO 4217 in use, and CNH. Other letters
// around digits are no currency: 123ABC is an article, not an amount.
const currencyCodes = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN " +
	"BWP BYN BZD CAD CDF CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL " +
	"GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD " +
	"KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK " +
	"NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP " +
	"STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF " +
	"XPF YER ZAR ZMW ZWG"

// unwrap takes the sign, the parentheses and the currency off a number. Each
// may stand once, before or behind.
func unwrap(b []byte) (body []byte, negative, ok bool) {
	if len(b) >= 2 && b[0] == '(' && b[len(b)-1] == ')' {
		body, signed, _, ok := strip(Trim(b[1:len(b)-1]), true)
		return body, true, ok && !signed
	}
	body, _, negative, ok = strip(b, false)
	return body, negative, ok
}

// strip removes at most one sign and at most one currency from the ends of b.
func strip(b []byte, enclosed bool) (body []byte, signed, negative, ok bool) {
	currency := false
	for len(b) > 0 {
		first, last := b[0], b[len(b)-1]
		if (first-'0' <= 9 || first == '.' || first == ',') && (last-'0' <= 9 || last == '.' || last == ',') {
			break
		}
		if n, minus := signPrefix(b); n > 0 {
			if signed {
				return nil, false, false, false
			}
			signed, negative = true, minus
			b = Trim(b[n:])
			continue
		}
		if n := currencyPrefix(b); n > 0 && !currency {
			currency = true
			b = Trim(b[n:])
			continue
		}
		if last == '-' && !signed {
			signed, negative = true, true
			b = Trim(b[:len(b)-1])
			continue
		}
		if n := currencySuffix(b); n > 0 && !currency {
			currency = true
			b = Trim(b[:len(b)-n])
			continue
		}
		// "-5" inside parentheses, "($5)" outside of them.
		if !enclosed && !signed && len(b) >= 2 && first == '(' && last == ')' {
			signed, negative = true, true
			b = Trim(b[1 : len(b)-1])
			continue
		}
		return nil, false, false, false
	}
	return b, signed, negative, len(b) > 0
}

// signPrefix returns the bytes of the sign that b begins with.
func signPrefix(b []byte) (n int, minus bool) {
	switch {
	case b[0] == '-':
		return 1, true
	case b[0] == '+':
		return 1, false
	case len(b) >= 3 && b[0] == 0xE2 && b[1] == 0x88 && b[2] == 0x92: // −
		return 3, true
	}
	return 0, false
}

// currencyPrefix returns the bytes of the currency that b begins with.
func currencyPrefix(b []byte) int {
	if r, n := utf8.DecodeRune(b); unicode.Is(unicode.Sc, r) {
		return n
	}
	if len(b) >= 3 && isCurrencyCode(b[:3]) {
		return 3
	}
	return 0
}

// currencySuffix returns the bytes of the currency that b ends with.
func currencySuffix(b []byte) int {
	if r, n := utf8.DecodeLastRune(b); unicode.Is(unicode.Sc, r) {
		return n
	}
	if len(b) >= 3 && isCurrencyCode(b[len(b)-3:]) {
		return 3
	}
	return 0
}

// isCurrencyCode reports whether three bytes are a code of ISO 4217, in upper
// or in lower case.
func isCurrencyCode(b []byte) bool {
	var code [3]byte
	for i, c := range b {
		switch {
		case c >= 'A' && c <= 'Z':
			code[i] = c
		case c >= 'a' && c <= 'z':
			code[i] = c - 'a' + 'A'
		default:
			return false
		}
	}
	return strings.Contains(currencyCodes, string(code[:]))
}
