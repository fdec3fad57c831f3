package report

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"predict/configs"
	"predict/features/reasons"
	"predict/features/reasons/phrases"
)

func locales(t testing.TB) []Locale {
	t.Helper()
	all, err := Locales()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 3 || all[0].Code != "en" {
		t.Fatalf("%d languages, the first is %q", len(all), all[0].Code)
	}
	return all
}

// TestLanguagesOfTheConfig expects the languages that a config can name to be those
// that there are.
func TestLanguagesOfTheConfig(t *testing.T) {
	var got []string
	for _, l := range locales(t) {
		got = append(got, l.Code)
	}
	want := []string{configs.English, configs.Persian, configs.Lithuanian}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("languages of configs/book.go and of the files (-config +files):\n%s", diff)
	}
}

// TestLocalesSayTheSame holds every language to the keys of English, and each text to
// what English fills in.
func TestLocalesSayTheSame(t *testing.T) {
	all := locales(t)
	english := all[0]
	for _, l := range all {
		t.Run(l.Code, func(t *testing.T) {
			if l.Name == "" || l.Intl == "" || l.Dir != "ltr" && l.Dir != "rtl" || l.Money != "code" && l.Money != "name" {
				t.Errorf("name %q, intl %q, dir %q or money %q is wrong", l.Name, l.Intl, l.Dir, l.Money)
			}
			if diff := cmp.Diff(slices.Sorted(maps.Keys(english.Dates)), slices.Sorted(maps.Keys(l.Dates))); diff != "" {
				t.Errorf("ways to write dates (-english +%s):\n%s", l.Code, diff)
			}
			same(t, "texts", english.Texts, l.Texts)
			same(t, "phrases", english.Phrases, l.Phrases)
			for _, part := range []map[string]string{l.Texts, l.Phrases, l.Forms} {
				for key, text := range part {
					sound(t, l, key, text)
				}
			}
			for _, form := range []string{"days", "ago", "every", "points"} {
				if l.Forms[form] == "" {
					t.Errorf("the form %s, by which phrases are filled, is missing", form)
				}
			}
		})
	}
}

// same reports texts that are missing or too many, and such as fill in other things.
func same(t *testing.T, part string, english, other map[string]string) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(english)) {
		text, ok := other[key]
		if !ok {
			t.Errorf("%s: %s is missing; in English it says %q", part, key, english[key])
			continue
		}
		if want, got := gapsIn(english[key]), gapsIn(text); !slices.Equal(want, got) {
			t.Errorf("%s: %s fills in %v, English %v: %q", part, key, got, want, text)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(other)) {
		if _, ok := english[key]; !ok {
			t.Errorf("%s: %s is a key that English does not have", part, key)
		}
	}
}

// placeholder is what a text fills in.
type placeholder struct {
	name, way string
	choices   map[string]string // of a plural
}

// placeholders returns those of a text and of the choices of its plurals, and whether
// its braces close.
func placeholders(text string) (all []placeholder, ok bool) {
	for {
		_, after, found := strings.Cut(text, "{")
		if !found {
			return all, !strings.Contains(text, "}")
		}
		inside, rest, closed := closing(after)
		if !closed {
			return all, false
		}
		text = rest
		p := placeholder{name: strings.TrimSpace(inside)}
		if name, how, some := strings.Cut(inside, ","); some {
			p.name, p.way = strings.TrimSpace(name), strings.TrimSpace(how)
		}
		if choices, some := strings.CutPrefix(p.way, "plural,"); some {
			p.way, p.choices = "plural", map[string]string{}
			for strings.Contains(choices, "{") {
				rule, after, _ := strings.Cut(choices, "{")
				chosen, rest, closed := closing(after)
				inner, sound := placeholders(chosen)
				if !closed || !sound {
					return all, false
				}
				p.choices[strings.TrimSpace(rule)], choices = chosen, rest
				all = append(all, inner...)
			}
		}
		all = append(all, p)
	}
}

// closing splits a text at the brace that closes the one before it.
func closing(text string) (inside, rest string, ok bool) {
	depth := 1
	for i, c := range text {
		switch c {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// gapsIn returns the names that a text fills in, each once, sorted.
func gapsIn(text string) []string {
	names := map[string]bool{}
	all, _ := placeholders(text)
	for _, p := range all {
		names[p.name] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// outside is a text without what it fills in, the choices of plurals kept.
func outside(text string) string {
	return regexp.MustCompile(`\{\s*\w+\s*(,\s*(plural,|[^{},]*))?|=\d+\{|[{}]`).ReplaceAllString(text, " ")
}

// categories are the plural categories of whole numbers by language, of Unicode CLDR 47.
func categories(code string) []string {
	switch code {
	case "en":
		return []string{"one", "other"}
	case "lt":
		return []string{"few", "one", "other"}
	}
	return []string{"other"} // Persian counts nouns in the singular: its one and other are the same
}

// sound reports a text that is empty, whose braces do not close, whose plural lacks a
// category of its language, or that asks for a form that there is not.
func sound(t *testing.T, l Locale, key, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s is empty", key)
	}
	all, ok := placeholders(text)
	if !ok {
		t.Errorf("%s: the braces do not close: %q", key, text)
	}
	ways := []string{"", "num", "pct", "money", "date", "month", "period", "raw", "name", "figure", "plural", "exact", "percent", "signed", "moment", "part", "parts", "items"}
	for _, p := range all {
		way, _, _ := strings.Cut(p.way, " ")
		if !slices.Contains(ways, way) && l.Forms[way] == "" {
			t.Errorf("%s asks for the form %q, which the language does not have: %q", key, way, text)
		}
		if p.way == "plural" {
			complete(t, l, key, p.choices)
		}
	}
}

// complete reports a plural without other, with a rule that the language does not have,
// or that tells some of its categories apart and leaves another out.
func complete(t *testing.T, l Locale, key string, choices map[string]string) {
	t.Helper()
	apart := false
	for rule := range choices {
		if !strings.HasPrefix(rule, "=") && !slices.Contains(categories(l.Code), rule) {
			t.Errorf("%s: a plural of %s has no %s", key, l.Name, rule)
		}
		apart = apart || rule == "one" || rule == "few"
	}
	for _, want := range categories(l.Code) {
		if _, ok := choices[want]; !ok && (apart || want == "other") {
			t.Errorf("%s: the plural lacks %s: %q", key, want, choices)
		}
	}
}

// TestPersianDigits expects no Latin digit in a Persian text outside its gaps.
func TestPersianDigits(t *testing.T) {
	all := locales(t)
	persian := all[slices.IndexFunc(all, func(l Locale) bool { return l.Code == "fa" })]
	for _, part := range []map[string]string{persian.Texts, persian.Phrases, persian.Forms} {
		for key, text := range part {
			if i := strings.IndexFunc(outside(text), func(c rune) bool { return c >= '0' && c <= '9' }); i >= 0 {
				t.Errorf("%s has Latin digits: %q", key, text)
			}
		}
	}
}

// TestTranslated expects texts of other languages to be in those languages: in Persian
// letters, and few of the Lithuanian ones the same as in English.
func TestTranslated(t *testing.T) {
	all := locales(t)
	for _, l := range all[1:] {
		equal := 0
		for _, part := range []struct{ english, other map[string]string }{{all[0].Texts, l.Texts}, {all[0].Phrases, l.Phrases}} {
			for key, text := range part.other {
				words := strings.IndexFunc(outside(text), unicode.IsLetter) >= 0
				if l.Code == "fa" && words && !regexp.MustCompile(`\p{Arabic}`).MatchString(text) {
					equal++
				}
				if words && text == part.english[key] && strings.Count(outside(text), " ") > 1 {
					t.Errorf("%s: %s is still in English: %q", l.Code, key, text)
				}
			}
		}
		if equal > 12 {
			t.Errorf("%s: %d texts are not in its letters", l.Code, equal)
		}
	}
}

// TestPhrasesOfTheCatalogue expects English to have every phrase of the catalogue, with
// as many gaps as it has arguments, and the families to have names.
func TestPhrasesOfTheCatalogue(t *testing.T) {
	english := locales(t)[0]
	known := map[string]bool{}
	for _, p := range english.Patterns {
		known[p.Key] = true
		n := len(p.Kinds)
		if slices.Contains(p.Kinds, "change") {
			n++ // two amounts
		}
		var want []string
		for i := range n {
			want = append(want, fmt.Sprint(i))
		}
		if diff := cmp.Diff(want, gapsIn(english.Phrases[p.Key])); diff != "" {
			t.Errorf("%s (-arguments +gaps):\n%s", p.Key, diff)
		}
	}
	for key := range english.Phrases {
		if !known[key] {
			t.Errorf("%s is a phrase that nobody says", key)
		}
	}
	for _, family := range reasons.Families() {
		if got, want := english.Texts["family."+family], reasons.Title(family); got != want {
			t.Errorf("the name of the family %s is %q, reasons call it %q", family, got, want)
		}
	}
}

// TestDefaultActions expects English to have the proposed actions as the config has
// them: the page knows them by their text.
func TestDefaultActions(t *testing.T) {
	english := locales(t)[0]
	for family, action := range configs.Default().Score.Actions {
		if got := english.Texts["action."+family]; got != action {
			t.Errorf("action.%s is %q, the config says %q", family, got, action)
		}
	}
}

// TestKeysOfTheScripts expects every key that a script names to be a text.
func TestKeysOfTheScripts(t *testing.T) {
	english := locales(t)[0]
	paths, err := filepath.Glob("assets/*.js")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\bt\(\s*"([a-z][\w.]*\w)"\s*[,)]|data-t": "([a-z][\w.]*\w)"`)
	n := 0
	for _, path := range paths {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range asked.FindAllStringSubmatch(string(script), -1) {
			key := found[1] + found[2]
			if n++; english.Texts[key] == "" {
				t.Errorf("%s asks for %s, which is no text", path, key)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d keys were found in the scripts", n)
	}
}

func TestNewReason(t *testing.T) {
	tests := map[string]struct {
		family, text string
		want         Reason
	}{
		"a sentence of the catalogue": {
			"payment", "an invoice of 1,240 EUR is overdue for 12 days",
			Reason{"payment", "an invoice of 1,240 EUR is overdue for 12 days", "payment.overdue_one_amount", []string{"m:1240 EUR", "d:12"}},
		},
		"another family may say the same": {
			"rhythm", "has bought only once so far", Reason{"rhythm", "has bought only once so far", "rhythm.once", nil},
		},
		"a column of a flat table": {"", "Contract is monthly", Reason{"", "Contract is monthly", "", nil}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, NewReason(test.family, test.text)); diff != "" {
				t.Errorf("the reason differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoCatalogueWithoutKeys holds the catalogue of phrases to the keys of English.
func TestNoCatalogueWithoutKeys(t *testing.T) {
	english := locales(t)[0]
	for _, e := range phrases.Catalogue() {
		if english.Phrases[e.Key] == "" {
			t.Errorf("English lacks the phrase %s: %s", e.Key, e.Template)
		}
	}
}
