package pipeline

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"predict/data/columnar"
)

// The files of a list.
const (
	csvFile     = "risk.csv"
	parquetFile = "risk.parquet"
)

// writeCSV writes risk.csv: UTF-8, comma-separated, LF, a header.
func (l *RiskList) writeCSV(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing the risk list: %w", err)
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<18)
	w := csv.NewWriter(out)
	columns := riskColumns()
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.name
	}
	if err := w.Write(record); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	for k := range l.Rows {
		for i, c := range columns {
			record[i] = c.text(l, &l.Rows[k])
			if c.kind == columnar.String {
				record[i] = harmless(record[i])
			}
		}
		if err := w.Write(record); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// harmless puts an apostrophe before a text that a spreadsheet would run as a
// formula. Signed numbers stay as they are: they cannot run, and customer ids
// such as +4912345 must stay what they are.
func harmless(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '@', '\t', '\r', '\n':
		return "'" + s
	case '+', '-':
		if strings.Trim(s[1:], "0123456789. ") != "" || len(s) == 1 {
			return "'" + s
		}
	}
	return s
}

// writeParquet writes risk.parquet: the same columns, typed, ids exactly as
// they came.
func (l *RiskList) writeParquet(path string) error {
	var fields []columnar.Field
	var cols []columnar.Column
	for _, c := range riskColumns() {
		fields = append(fields, columnar.Field{Name: c.name, Type: c.kind, Optional: c.kind == columnar.String})
		col := columnar.Column{Name: c.name, Type: c.kind}
		for k := range l.Rows {
			if c.cell != nil {
				c.cell(&col, &l.Rows[k])
			} else {
				col.S = append(col.S, c.text(l, &l.Rows[k]))
			}
		}
		cols = append(cols, col)
	}
	w, err := columnar.Create(path, fields, columnar.Options{Sync: true})
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := w.WriteRowGroup(cols); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
