package csv

import (
	"bytes"
	"fmt"
)

// singleColumn accepts a file in which no separator fits as a list of single
// values, unless its lines are full of separators: then something is wrong
// that only a person can tell.
func (d *detector) singleColumn(probe []byte, eof bool) (*trial, error) {
	plain := Dialect{Separator: ",", Quote: '"', Escape: '"', Trim: d.want.Trim == "yes"}
	if q := d.quotes(probe, ",")[0]; q != '"' {
		plain.Quote, plain.Escape = q, d.escapes(probe, q)[0]
	}
	t := tryDialect(plain, probe, eof, d.opt.MaxRecord, d.line)
	if t.records == 0 {
		return nil, &Error{File: d.path, Kind: ErrEmpty, Found: "nothing but blank lines"}
	}
	full, list := 0, d.trials(probe, eof, likelySeparators)
	for _, r := range t.rows {
		if bytes.ContainsAny(probe[r.start:r.next], ",;|\t") {
			full++
		}
	}
	if t.width == 1 && full*10 <= len(t.rows) {
		return t, nil
	}
	e := &Error{
		File: d.path, Line: t.rows[0].line, Kind: ErrSeparator,
		Found:  "no separator cuts the lines into the same number of fields; the line is " + excerpt(probe[t.rows[0].start:]),
		Remedy: "set csv.separator, csv.quote and, for lines before the header, csv.skip_lines",
	}
	if best, _ := bestOf(list); best != nil && best.width > 1 {
		e.Found += "; the nearest is " + best.summary()
	}
	return nil, e
}

// checkSeparator refuses a separator from the settings that leaves every line
// one field although another one would cut it.
func (d *detector) checkSeparator(t *trial, probe []byte, eof bool) error {
	if t.records == 0 {
		return &Error{File: d.path, Kind: ErrEmpty, Found: "nothing but blank lines"}
	}
	if t.width != 1 || len(d.want.Names) == 1 || len(d.opt.Expected) == 1 && matches(t.rows[0].cells, d.opt.Expected) == 1 {
		return nil
	}
	free := *d
	free.want.Separator = ""
	fits, err := free.chooseSeparator(probe, eof)
	if fits == nil && err == nil {
		return nil
	}
	e := &Error{
		File: d.path, Line: t.rows[0].line, Kind: ErrSeparator,
		Found:  fmt.Sprintf("csv.separator %q does not stand in %s", d.want.Separator, excerpt(probe[t.rows[0].start:])),
		Remedy: "correct csv.separator",
	}
	if fits != nil {
		e.Remedy = fmt.Sprintf("set csv.separator to %q, which gives %d columns on %.0f%% of the records",
			fits.dialect.Separator, fits.width, 100*fits.share())
	}
	return e
}

// excerpt returns the beginning of the first line of text, quoted.
func excerpt(text []byte) string {
	end := bytes.IndexAny(text, "\r\n")
	if end < 0 {
		end = len(text)
	}
	if end > 80 {
		return fmt.Sprintf("%q…", text[:80])
	}
	return fmt.Sprintf("%q", text[:end])
}
