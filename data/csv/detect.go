package csv

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"predict/data"
)

// The separators that are tried, likeliest first. The likely ones hardly ever
// stand in plain text in equal number on every line; the others may, and are
// tried only where no likely one fits well.
var (
	likelySeparators = []string{",", ";", "\t", "|"}
	otherSeparators  = []string{" ", Whitespace, ": ", "~", "^", "\x01", "\x1f"}
)

const (
	probeSize   = 64 << 10 // bytes on which every dialect is tried
	fitsWell    = 0.6      // score from which no unlikely separator is tried
	fitsAtAll   = 0.25     // score below which none is taken
	trimPenalty = 0.98     // trimming must earn its keep: it changes texts
	tooSimilar  = 0.97     // ratio of scores from which two dialects fit alike
)

// detector finds the dialect of a sample.
type detector struct {
	path   string
	sample []byte
	eof    bool  // the sample is the whole file
	line   int64 // the physical line of sample[0], from 1
	want   data.Dialect
	opt    Options
}

// dialect returns the trial of the dialect that fits, on the whole sample.
func (d *detector) dialect() (*trial, error) {
	probe, whole := d.sample, d.eof
	if len(probe) > 2*probeSize {
		if i := bytes.LastIndexByte(probe[:probeSize], '\n'); i > 0 {
			probe, whole = probe[:i+1], false
		}
	}
	best, err := d.choose(probe, whole)
	if err != nil {
		return nil, err
	}
	if len(probe) == len(d.sample) {
		return d.withTrim(best), nil
	}
	full := tryDialect(best.dialect, d.sample, d.eof, d.opt.MaxRecord, d.line)
	full.rate(d.opt.Expected)
	if full.width != best.width || full.broken > best.broken && full.share() < best.share()-0.05 {
		if full, err = d.choose(d.sample, d.eof); err != nil {
			return nil, err
		}
	}
	return d.withTrim(full), nil
}

// choose tries the dialects that the settings leave open on a part of the
// sample and returns the one that fits.
func (d *detector) choose(probe []byte, eof bool) (*trial, error) {
	if d.want.Separator != "" {
		best, _ := bestOf(d.trials(probe, eof, []string{d.want.Separator}))
		return best, d.checkSeparator(best, probe, eof)
	}
	best, err := d.chooseSeparator(probe, eof)
	if err != nil || best != nil {
		return best, err
	}
	return d.singleColumn(probe, eof)
}

// chooseSeparator returns the best trial over all separators, nil where none
// fits and an error where two fit alike.
func (d *detector) chooseSeparator(probe []byte, eof bool) (*trial, error) {
	list := d.trials(probe, eof, likelySeparators)
	best, _ := bestOf(list)
	if best == nil || best.score < fitsWell {
		list = append(list, d.trials(probe, eof, otherSeparators)...)
	}
	best, rival := bestOf(list)
	if best == nil || best.score < fitsAtAll {
		return nil, nil
	}
	if rival != nil && rival.score > tooSimilar*best.score {
		return nil, &Error{
			File: d.path, Line: best.rows[0].line, Kind: ErrAmbiguous,
			Found:  fmt.Sprintf("%s and %s", best.summary(), rival.summary()),
			Remedy: remedyFor(best.dialect, rival.dialect),
		}
	}
	return best, nil
}

// trials reads the probe in every dialect with one of the separators that the
// settings and the text allow.
func (d *detector) trials(probe []byte, eof bool, separators []string) []*trial {
	var list []*trial
	for _, sep := range separators {
		if d.want.Separator == "" && !holds(probe, sep) {
			continue
		}
		proven := false // a quote is in use
		for _, q := range d.quotings(probe, sep) {
			open := d.want.Quote == ""
			if open && q.Quote == 0 && proven {
				continue
			}
			t := tryDialect(q, probe, eof, d.opt.MaxRecord, d.line)
			proven = proven || t.quotes > 0
			if open && q.Quote == '\'' && !t.needsQuotes() {
				continue
			}
			t.rate(d.opt.Expected)
			if q.Trim && d.want.Trim == "" {
				t.score *= trimPenalty
			}
			list = append(list, t)
		}
	}
	return list
}

// quotings lists the dialects with the separator that differ in quote, escape
// and trimming, plainest first.
func (d *detector) quotings(probe []byte, sep string) []Dialect {
	base := Dialect{Separator: sep, Trim: d.want.Trim == "yes"}
	var list []Dialect
	for _, quote := range d.quotes(probe, sep) {
		base.Quote = quote
		for _, escape := range d.escapes(probe, quote) {
			base.Escape = escape
			list = append(list, base)
			if d.want.Trim == "" && quote != 0 && sep != Whitespace && blankBeforeQuote(probe, sep, quote) {
				padded := base
				padded.Trim = true
				list = append(list, padded)
			}
		}
	}
	return list
}

func (d *detector) quotes(probe []byte, sep string) []byte {
	switch d.want.Quote {
	case "":
	case "none":
		return []byte{0}
	default:
		return []byte{d.want.Quote[0]}
	}
	list := []byte{'"'}
	if quoteOpens(probe, sep, '\'') {
		list = append(list, '\'')
	}
	if bytes.IndexByte(probe, '"') >= 0 {
		list = append(list, 0)
	}
	return list
}

func (d *detector) escapes(probe []byte, quote byte) []byte {
	switch {
	case quote == 0:
		return []byte{0}
	case d.want.Escape == "none":
		return []byte{0}
	case d.want.Escape != "":
		return []byte{d.want.Escape[0]}
	case bytes.Contains(probe, []byte{'\\', quote}):
		return []byte{quote, '\\'}
	}
	return []byte{quote}
}

// quoteOpens says whether some field starts with the quote.
func quoteOpens(probe []byte, sep string, quote byte) bool {
	if sep == Whitespace {
		sep = " "
	}
	return len(probe) > 0 && probe[0] == quote ||
		bytes.Contains(probe, []byte{'\n', quote}) ||
		bytes.Contains(probe, append([]byte(sep), quote))
}

// blankBeforeQuote says whether a blank stands between a separator and a quote.
func blankBeforeQuote(probe []byte, sep string, quote byte) bool {
	return !strings.Contains(sep, " ") && bytes.Contains(probe, append([]byte(sep+" "), quote))
}

// bestOf returns the trial with the highest score, the first one among equals,
// and the best one of another separator that cuts the sample into other cells;
// nil for none. Dialects of one separator never tie for long: a quote or escape
// that is not used changes no cell, one that is used wrongly breaks records.
func bestOf(list []*trial) (best, rival *trial) {
	for _, t := range list {
		if best == nil || t.score > best.score {
			best = t
		}
	}
	for _, t := range list {
		if t.dialect.Separator != best.dialect.Separator && (rival == nil || t.score > rival.score) && !sameCells(best, t) {
			rival = t
		}
	}
	return best, rival
}

// withTrim turns trimming on where it was left open and the fields are padded.
func (d *detector) withTrim(t *trial) *trial {
	if d.want.Trim != "" || t.dialect.Trim || t.dialect.Separator == Whitespace || !t.padded() {
		return t
	}
	padded := t.dialect
	padded.Trim = true
	again := tryDialect(padded, d.sample, d.eof, d.opt.MaxRecord, d.line)
	again.rate(d.opt.Expected)
	return again
}

// summary says what a trial found, for messages.
func (t *trial) summary() string {
	return fmt.Sprintf("%s gives %d columns on %.0f%% of %d records",
		t.dialect.words(), t.width, 100*t.share(), t.records)
}

// words names separator, quote and escape.
func (d Dialect) words() string {
	text := fmt.Sprintf("separator %q", d.Separator)
	if d.Quote != 0 {
		text += fmt.Sprintf(" with quote %c", d.Quote)
		if d.Escape != d.Quote && d.Escape != 0 {
			text += fmt.Sprintf(" and escape %c", d.Escape)
		}
	}
	return text
}

// remedyFor names the settings in which two dialects differ.
func remedyFor(a, b Dialect) string {
	var keys []string
	if a.Separator != b.Separator {
		keys = append(keys, "csv.separator")
	}
	if a.Quote != b.Quote {
		keys = append(keys, "csv.quote")
	}
	if a.Escape != b.Escape && a.Quote == b.Quote {
		keys = append(keys, "csv.escape")
	}
	if a.Trim != b.Trim {
		keys = append(keys, "csv.trim")
	}
	slices.Sort(keys)
	return "set " + strings.Join(keys, " and ")
}
