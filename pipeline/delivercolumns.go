package pipeline

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"predict/data/columnar"
	"predict/data/postgres"
	"predict/features"
)

// deliveredColumns are the columns of the list as a database has them, those of
// the names in their order, or all. What is a text in the file because it may be
// empty is what it is there: a date, a number, true or false.
func deliveredColumns(names []string) []postgres.Column {
	all := map[string]postgres.Column{}
	var order []string
	for _, c := range riskColumns() {
		column := postgres.Column{Name: c.name, Comment: meanings()[c.name]}
		switch c.kind {
		case columnar.Int32:
			column.Type = postgres.Integer
		case columnar.Float64:
			column.Type = postgres.Float
		case columnar.Decimal4:
			column.Type = postgres.Money
		}
		switch c.name {
		case "as_of", "last_purchase", "expected_next_purchase":
			column.Type = postgres.Date
		case "horizon_days", "preferred_hour":
			column.Type = postgres.Integer
		case "holdout":
			column.Type = postgres.Boolean
		case "p_alive", "score_change":
			column.Type = postgres.Float
		case "clv_365d":
			column.Type = postgres.Money
		}
		all[c.name] = column
		order = append(order, c.name)
	}
	if len(names) == 0 {
		names = order
	}
	var columns []postgres.Column
	for _, name := range names {
		columns = append(columns, all[name])
	}
	return columns
}

// meanings says what each column of the list means, for the catalogue of a
// database; docs/risk-list.md says more.
func meanings() map[string]string {
	return map[string]string{
		"rank":                   "1 is the most urgent: by tier, then value at risk, then probability, then id",
		"customer_id":            "the id as exported",
		"as_of":                  "what happened before this day (UTC) was known",
		"churn_probability":      "calibrated probability of leaving within the horizon, 0 to 1",
		"horizon_days":           "days after as_of that the probability is about",
		"tier":                   "high, medium or low",
		"value_at_risk":          "churn_probability times spend_365d, in currency",
		"currency":               "ISO 4217 code of all amounts in the row",
		"reason_1":               "the strongest reason, in words",
		"reason_2":               "the second reason",
		"reason_3":               "the third reason",
		"suggested_action":       "the tactic for the first reason that names a cause",
		"preferred_channel":      "how to reach the customer",
		"preferred_hour":         "when to reach the customer, 0 to 23",
		"holdout":                "true: leave the customer alone, to measure what acting brings",
		"segment":                "as the customers table has it now",
		"region":                 "as the customers table has it now",
		"last_purchase":          "day of the last purchase (UTC)",
		"usual_gap_days":         "median of the days between days with a purchase in the last two years",
		"expected_next_purchase": "last purchase plus the usual gap; often in the past",
		"spend_365d":             "spend of the last 365 days, net of returns, in currency",
		"p_alive":                "probability that the customer still is one; empty so far",
		"clv_365d":               "expected spend of the next 365 days; empty so far",
		"score_change":           "change of the probability since the list before",
		"score_change_cause":     "what a change of .05 or more comes from",
		"model_id":               "the model that made the list",
		"run_id":                 "the run that made the list",
	}
}

// openCells reads columns of a published list, and no others.
func openCells(path string, columns []postgres.Column) (postgres.Cell, int, error) {
	r, err := columnar.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the published list: %w", err)
	}
	defer r.Close()
	values := make([]columnar.Column, len(columns))
	for i, c := range columns {
		if values[i], err = r.Column(columnar.All, c.Name); err != nil {
			return nil, 0, fmt.Errorf("reading the published list: %w", err)
		}
		if !slices.Contains([]columnar.Type{columnar.Int32, columnar.Float64, columnar.Decimal4, columnar.String}, values[i].Type) {
			return nil, 0, errors.New("reading the published list: the column " + c.Name + " is of a type that no delivery knows: " + values[i].Type.String())
		}
	}
	return func(dst []byte, row, column int) ([]byte, bool) {
		c := &values[column]
		switch c.Type {
		case columnar.Int32:
			return strconv.AppendInt(dst, int64(c.I32[row]), 10), c.I32[row] != features.NoCode
		case columnar.Float64:
			return strconv.AppendFloat(dst, c.F64[row], 'g', -1, 64), !math.IsNaN(c.F64[row])
		case columnar.Decimal4:
			return appendMoney(dst, c.I64[row]), c.I64[row] != features.NoMoney
		}
		if columns[column].Type == postgres.Boolean && c.S[row] != "" {
			mark := byte('f')
			if c.S[row] == yesNo(true) {
				mark = 't'
			}
			return append(dst, mark), true
		}
		return append(dst, c.S[row]...), c.S[row] != ""
	}, int(r.NumRows()), nil
}

// appendMoney appends money units with their four decimals.
func appendMoney(dst []byte, units int64) []byte {
	if units < 0 {
		dst, units = append(dst, '-'), -units
	}
	dst = strconv.AppendInt(dst, units/features.MoneyScale, 10)
	point := len(dst)
	dst = strconv.AppendInt(dst, features.MoneyScale+units%features.MoneyScale, 10) // 1 and four digits
	dst[point] = '.'
	return dst
}
