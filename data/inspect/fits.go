package inspect

import (
	"slices"

	"predict/data"
)

// fits says how well what a column holds fits a column of a table, from 0 (it
// cannot) to 1.
func (d *dictionary) fits(c *Column, table string, target data.Column) float64 {
	if c.Kind == Empty {
		if target.Required {
			return 0
		}
		return 0.5
	}
	switch target.Kind {
	case data.Time:
		return c.fitsTime(target)
	case data.Money, data.Number:
		return c.fitsNumber()
	case data.Key:
		return c.fitsKey()
	case data.Flag:
		return d.fitsFlag(c)
	case data.Whole:
		if n := c.Numbers; n != nil && n.Whole && n.Min >= target.Min && n.Max <= target.Max {
			return 1
		}
		return 0
	}
	if target.Values != nil {
		return d.fitsValues(c, table, target)
	}
	return c.fitsSymbol()
}

func (c *Column) fitsTime(target data.Column) float64 {
	switch {
	case c.Times == nil:
		return 0
	case !target.Future && c.Times.Broken > 0:
		return 0.95
	}
	return 1
}

func (c *Column) fitsNumber() float64 {
	switch {
	case c.Numbers == nil || c.Kind == Time:
		return 0
	case c.Kind == Amount:
		return 1
	case c.Kind == Number:
		return 0.95
	case c.Kind == ID && c.PointZero > 0:
		return 0.6
	case c.Kind == ID:
		return 0.4
	}
	return 0.8 // 1 and 0 look like a flag
}

func (c *Column) fitsKey() float64 {
	switch c.Kind {
	case ID, Number:
		return 1
	case Text:
		return 0.9
	case Symbol:
		return 0.6
	case Amount:
		return 0.2
	}
	return 0
}

// fitsCustomer says how well a column serves as the customer's id.
func (c *Column) fitsCustomer() float64 {
	switch {
	case c.Kind == Time, c.Kind == Flag, c.Kind == Empty:
		return 0
	case c.Kind == Amount:
		return 0.1
	case c.Kind == Symbol && c.Filled > 200:
		return 0.6
	}
	return 1
}

func (d *dictionary) fitsFlag(c *Column) float64 {
	switch {
	case c.Kind == Flag:
		return 1
	case c.Distinct == 1 && len(c.Sample) > 0:
		if _, ok := d.truth(c.Sample[0]); ok {
			return 0.9
		}
	}
	return 0
}

func (c *Column) fitsSymbol() float64 {
	switch c.Kind {
	case Symbol, Flag:
		return 1
	case ID, Number:
		return 0.95
	case Text:
		if c.Distinct*2 < c.Filled {
			return 0.9
		}
		return 0.6
	}
	return 0
}

// fitsValues says how many of a column's texts mean one of the values that the
// contract allows.
func (d *dictionary) fitsValues(c *Column, table string, target data.Column) float64 {
	if len(c.Texts) == 0 {
		return 0
	}
	known := 0
	for _, text := range c.Texts {
		if d.meaning(table, target, text) != "" {
			known++
		}
	}
	switch share := float64(known) / float64(len(c.Texts)); {
	case share >= 0.5:
		return 1
	case share > 0:
		return 0.6
	}
	return 0.3
}

// meaning is the value of the contract that a text stands for, or "".
func (d *dictionary) meaning(table string, target data.Column, text string) string {
	if slices.Contains(target.Values, text) {
		return text
	}
	list := d.values[table+"."+target.Name]
	k := key(text)
	for _, v := range target.Values {
		if key(v) == k {
			return v
		}
	}
	if v := list[k]; v != "" {
		return v
	}
	plain := plainKey(k)
	for _, other := range sortedKeys(list) {
		if plainKey(other) == plain {
			return list[other]
		}
	}
	return ""
}
