package reasons

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFacts(t *testing.T) {
	cases := readCases(t, "testdata/facts.txt")
	told := map[string]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, family := range Families() {
				if text := Fact(family, c.row); text != "" {
					got, told[family] = append(got, family+": "+text), true
				}
			}
			slices.Sort(got)
			slices.Sort(c.expected)
			if diff := cmp.Diff(c.expected, got); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
	for _, family := range Families() {
		if !told[family] {
			t.Errorf("no case has a fact of %s", family)
		}
	}
	if got := Fact("horoscope", Row{}); got != "" {
		t.Errorf("a family that is not known says %q", got)
	}
}

// TestTitles expects a title of its own for every family, in words.
func TestTitles(t *testing.T) {
	seen := map[string]string{}
	for _, family := range Families() {
		title := Title(family)
		if other := seen[title]; other != "" {
			t.Errorf("%s and %s are both called %q", family, other, title)
		}
		seen[title] = family
		for _, c := range title {
			if c == '_' {
				t.Errorf("%s is called %q, no words", family, title)
			}
		}
	}
	if got := Title("horoscope"); got != "horoscope" {
		t.Errorf("a family that is not known is called %q", got)
	}
}
