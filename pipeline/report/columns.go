package report

import (
	"math"
	"strconv"
	"strings"
)

// list holds the listed customers by columns, so that the page stays small: texts
// are numbers of a dictionary, 0 being none; probabilities are in 1/10,000 and
// money in hundredths. assets/data.js reads it.
type list struct {
	Texts       []string `json:"texts"`
	Rank        []int    `json:"rank"`
	ID          []string `json:"id"`
	Probability []*int64 `json:"p"`
	ValueAtRisk []*int64 `json:"var"`
	Spend       []*int64 `json:"spend"`
	Tier        []int    `json:"tier"`
	Action      []int    `json:"action"`
	Segment     []int    `json:"segment"`
	Region      []int    `json:"region"`
	Channel     []int    `json:"channel"`
	Hour        []*int   `json:"hour"`
	Holdout     []int    `json:"holdout"` // places of those in the holdout
	Last        []int    `json:"last"`
	Gap         []*int64 `json:"gap"` // in tenths of days
	Expected    []int    `json:"expected"`
	Change      []*int64 `json:"change"`
	// Reasons holds each different reason and cause once, Why those of each customer;
	// Cause is -1 for none.
	Cause   []int        `json:"cause"`
	Reasons []listReason `json:"reasons"`
	Why     [][]int      `json:"why"`
	History listHistory  `json:"history"`
}

// listReason is a reason: family, text with its numbers taken out, those numbers,
// and key with arguments for other languages. The texts are those of the dictionary.
type listReason struct {
	Family  int      `json:"f"`
	Text    int      `json:"t"`
	Numbers []string `json:"n,omitempty"`
	Key     int      `json:"k,omitempty"`
	Args    []string `json:"a,omitempty"`
}

// listHistory holds the timelines, "" for none. Spend is hundredths by month in
// base 36, empty for 0, parted by commas. The others are counts in base 36, one
// character a month, z being 35 or more; A to Z stand for 1 to 26 months of none,
// those at the end are left out. A column whose export is missing is null.
type listHistory struct {
	Months     []int     `json:"months"`
	Spend      []string  `json:"spend"`
	Late       []*string `json:"late"`
	Complaints []*string `json:"complaints"`
	Contacts   []*string `json:"contacts"`
	Offers     []*string `json:"offers"`
}

// dictionary numbers texts from 1 on, by their first use.
type dictionary struct {
	texts []string
	codes map[string]int
}

func (d *dictionary) code(s string) int {
	if s == "" {
		return 0
	}
	code, ok := d.codes[s]
	if !ok {
		d.texts = append(d.texts, s)
		code = len(d.texts)
		d.codes[s] = code
	}
	return code
}

func encodeList(customers []Customer) *list {
	l, texts := newList(len(customers)), &dictionary{codes: map[string]int{}, texts: []string{}}
	reasons := map[string]int{}
	for i := range customers {
		c := &customers[i]
		l.Rank = append(l.Rank, c.Rank)
		l.ID = append(l.ID, c.ID)
		l.Probability = append(l.Probability, scaled(c.Probability, 10_000))
		l.ValueAtRisk = append(l.ValueAtRisk, scaled(c.ValueAtRisk, 100))
		l.Spend = append(l.Spend, scaled(c.Spend, 100))
		l.Tier = append(l.Tier, texts.code(c.Tier))
		l.Action = append(l.Action, texts.code(c.Action))
		l.Segment = append(l.Segment, texts.code(c.Segment))
		l.Region = append(l.Region, texts.code(c.Region))
		l.Channel = append(l.Channel, texts.code(c.Channel))
		l.Hour = append(l.Hour, c.Hour)
		if c.Holdout {
			l.Holdout = append(l.Holdout, i)
		}
		l.Last = append(l.Last, texts.code(c.Last))
		l.Gap = append(l.Gap, scaledPointer(c.Gap, 10))
		l.Expected = append(l.Expected, texts.code(c.Expected))
		l.Change = append(l.Change, scaledPointer(c.Change, 10_000))
		l.Cause = append(l.Cause, l.cause(c.Cause, texts, reasons))
		l.Why = append(l.Why, l.why(c.Reasons, texts, reasons))
		l.addHistory(c.History)
	}
	l.Texts = texts.texts
	return l
}

// newList makes a list whose empty columns are written as such.
func newList(n int) *list {
	return &list{
		Rank: make([]int, 0, n), ID: make([]string, 0, n), Holdout: []int{}, Reasons: []listReason{}, Why: make([][]int, 0, n),
	}
}

// why codes the reasons of a customer.
func (l *list) why(all []Reason, texts *dictionary, seen map[string]int) []int {
	codes := make([]int, 0, len(all))
	for _, r := range all {
		codes = append(codes, l.reason(r, texts, seen))
	}
	return codes
}

// cause codes why a probability moved.
func (l *list) cause(text string, texts *dictionary, seen map[string]int) int {
	if text == "" {
		return -1
	}
	return l.reason(Reason{Text: text}, texts, seen)
}

func (l *list) reason(r Reason, texts *dictionary, seen map[string]int) int {
	id := strings.Join(append([]string{r.Family, r.Text, r.Key}, r.Args...), "\x00")
	code, ok := seen[id]
	if !ok {
		template, numbers := split(r.Text)
		code = len(l.Reasons)
		seen[id] = code
		l.Reasons = append(l.Reasons, listReason{
			Family: texts.code(r.Family), Text: texts.code(template), Numbers: numbers, Key: texts.code(r.Key), Args: r.Args,
		})
	}
	return code
}

// hole stands in a text for a number that was taken out; a text that holds it
// already is left whole.
const hole = "\x01"

// split takes the numbers out of a text, because what is left is then the same for
// many customers.
func split(text string) (template string, numbers []string) {
	if strings.Contains(text, hole) {
		return text, nil
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if end > i {
			numbers = append(numbers, text[i:end])
			b.WriteString(hole)
			i = end
			continue
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String(), numbers
}

func (l *list) addHistory(h *History) {
	if h == nil {
		h = &History{}
	}
	to := &l.History
	to.Months = append(to.Months, len(h.Spend))
	to.Spend = append(to.Spend, encodeSpend(h.Spend))
	to.Late = append(to.Late, encodeCounts(h.Late))
	to.Complaints = append(to.Complaints, encodeCounts(h.Complaints))
	to.Contacts = append(to.Contacts, encodeCounts(h.Contacts))
	to.Offers = append(to.Offers, encodeCounts(h.Offers))
}

func encodeSpend(months []float64) string {
	var b strings.Builder
	for i, x := range months {
		if i > 0 {
			b.WriteByte(',')
		}
		if v := scaled(x, 100); v != nil && *v != 0 {
			b.WriteString(strconv.FormatInt(*v, 36))
		}
	}
	return b.String()
}

func encodeCounts(months []int) *string {
	if months == nil {
		return nil
	}
	var b strings.Builder
	zeros := 0
	for _, n := range months {
		if n <= 0 {
			zeros++
			continue
		}
		for ; zeros > 0; zeros -= min(zeros, 26) {
			b.WriteByte(byte('A' + min(zeros, 26) - 1))
		}
		b.WriteString(strconv.FormatInt(int64(min(n, 35)), 36))
	}
	s := b.String()
	return &s
}

// scaled rounds to a whole number of parts of one; nil for what is not finite.
func scaled(x, parts float64) *int64 {
	x = math.Round(x * parts)
	if math.IsNaN(x) || math.Abs(x) > 1<<53 {
		return nil
	}
	v := int64(x)
	return &v
}

func scaledPointer(x *float64, parts float64) *int64 {
	if x == nil {
		return nil
	}
	return scaled(*x, parts)
}
