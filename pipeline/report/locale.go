package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"predict/features/reasons/phrases"
)

//go:embed locales/*.json
var localeFiles embed.FS

// Locale is a language of the page: one file in locales, named after its code.
type Locale struct {
	Code string `json:"code"` // such as fa
	Name string `json:"name"` // in the language itself
	Dir  string `json:"dir"`  // ltr or rtl
	// Intl is the tag by which browsers write numbers and dates, with the calendar
	// where it is not the Gregorian one.
	Intl string `json:"intl"`
	// Money is code where amounts are followed by the code of the currency, name
	// where they are by its name.
	Money string `json:"money"`
	// Dates are the ways to write dates, as options of Intl.DateTimeFormat: short,
	// long, month and longMonth.
	Dates map[string]map[string]string `json:"dates"`
	// Texts are the texts of the page by key, Phrases the sentences of reasons, and
	// Forms the forms of the language that texts and phrases use.
	Texts   map[string]string `json:"texts"`
	Phrases map[string]string `json:"phrases"`
	Forms   map[string]string `json:"forms"`
	// Patterns are those by which sentences that come whole are known, such as causes;
	// English has them, the language in which they come.
	Patterns []phrases.Pattern `json:"patterns,omitempty"`
}

// Locales returns the languages of the page, English first, the others in the order
// of their codes.
func Locales() ([]Locale, error) {
	entries, err := localeFiles.ReadDir("locales")
	if err != nil {
		return nil, fmt.Errorf("report: listing locales: %w", err)
	}
	var all []Locale
	for _, e := range entries {
		l, err := readLocale(e.Name())
		if err != nil {
			return nil, err
		}
		if l.Code == "en" {
			l.Patterns = phrases.Patterns()
		}
		all = append(all, l)
	}
	slices.SortStableFunc(all, func(a, b Locale) int {
		return strings.Compare(rank(a.Code)+a.Code, rank(b.Code)+b.Code)
	})
	return all, nil
}

// rank puts English first: the texts of the others fall back to it.
func rank(code string) string {
	if code == "en" {
		return "0"
	}
	return "1"
}

func readLocale(name string) (Locale, error) {
	text, err := localeFiles.ReadFile(path.Join("locales", name))
	if err != nil {
		return Locale{}, fmt.Errorf("report: reading locale: %w", err)
	}
	var l Locale
	if err := json.Unmarshal(text, &l); err != nil {
		return Locale{}, fmt.Errorf("report: reading locale %s: %w", name, err)
	}
	if want := l.Code + ".json"; name != want {
		return Locale{}, fmt.Errorf("report: locale %s has the code %q; its file would be %s", name, l.Code, want)
	}
	return l, nil
}
