package inspecttest

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Languages are those that Translate knows.
func Languages() []string { return []string{"english", "german", "lithuanian", "persian"} }

// Columns returns what the columns of a table of the demo are called in a
// language, by their English names, and false for a language that there is not.
func Columns(language, table string) (map[string]string, bool) {
	l, ok := languageNamed(language)
	if !ok {
		return nil, false
	}
	return l.tables[table].columns, true
}

// Translate rewrites the CSV exports of the demo in the folder from into the
// folder to, which is made, in a language. Files are readable by their owner only.
func Translate(from, to, language string) error {
	l, ok := languageNamed(language)
	if !ok {
		return fmt.Errorf("inspecttest: no language %q; there are %s", language, strings.Join(Languages(), ", "))
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for name, t := range l.tables {
		if err := l.rewrite(filepath.Join(from, name+".csv"), filepath.Join(to, t.file), t); err != nil {
			return fmt.Errorf("inspecttest: rewriting %s: %w", name, err)
		}
	}
	return nil
}

// rewrite translates one file.
func (l language) rewrite(from, to string, t table) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // nothing was written
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	r, w := csv.NewReader(in), csv.NewWriter(out)
	w.Comma = l.separator
	var header []string
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, out.Close())
		}
		if header == nil {
			header = slices.Clone(record)
			for i, name := range record {
				if record[i] = t.columns[name]; record[i] == "" {
					return errors.Join(fmt.Errorf("no name for column %s", name), out.Close())
				}
			}
		} else {
			for i, text := range record {
				record[i] = l.value(header[i], text)
			}
		}
		if err := w.Write(record); err != nil {
			return errors.Join(err, out.Close())
		}
	}
	w.Flush()
	return errors.Join(w.Error(), out.Close())
}

// value translates one value.
func (l language) value(column, text string) string {
	if text == "" {
		return ""
	}
	if at, err := time.Parse(time.DateTime, text); err == nil {
		return l.date(at) + " " + l.digits(at.Format(time.TimeOnly))
	}
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return l.date(at)
	}
	if (column == "disputed" || column == "is_return" || column == "control") && (text == "0" || text == "1") {
		return map[string]string{"1": l.yes, "0": l.no}[text]
	}
	if v := l.values[text]; v != "" && (column == "kind" || column == "scale") {
		return v
	}
	if l.decimal != '.' && (column == "amount" || column == "margin" || column == "cost" || column == "total" || column == "cost_to_serve") {
		return strings.Replace(text, ".", string(l.decimal), 1)
	}
	return text
}

// jalali writes a date of the years 1925 to 2049 in the Iranian calendar. It
// counts days from new years, which fall on 21 March but for those listed, as the
// library jdatetime 6.1.1 gives them.
func jalali(at time.Time) string {
	newYear := func(year int) time.Time {
		day := 21
		switch {
		case slices.Contains([]int{1926, 1927, 1931, 1935, 1939, 1943, 1947, 1951, 1955, 1959}, year):
			day = 22
		case slices.Contains([]int{1996, 2000, 2004, 2008, 2012, 2016, 2020, 2024, 2028, 2029, 2032, 2033, 2036, 2037, 2040, 2041, 2044, 2045, 2048, 2049}, year):
			day = 20
		}
		return time.Date(year, time.March, day, 0, 0, 0, 0, time.UTC)
	}
	day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	year := day.Year()
	if day.Before(newYear(year)) {
		year--
	}
	n := int(day.Sub(newYear(year)).Hours() / 24)
	month := 1
	for length := 31; n >= length; month++ {
		n -= length
		if month >= 6 {
			length = 30
		}
	}
	return fmt.Sprintf("%04d/%02d/%02d", year-621, month, n+1)
}
