package phrases

import "strings"

// number returns the figure of an argument of a kind, and whether it is of that kind
// and whole.
func number(arg, letter string) (string, bool) {
	figure, ok := strings.CutPrefix(arg, letter)
	return figure, ok && figure != "" && strings.Trim(figure, "0123456789") == ""
}

// grouped puts a comma between thousands.
func grouped(figure string) string {
	sign := ""
	if strings.HasPrefix(figure, "-") {
		sign, figure = "-", figure[1:]
	}
	figure, decimals, some := strings.Cut(figure, ".")
	for i := len(figure) - 3; i > 0; i -= 3 {
		figure = figure[:i] + "," + figure[i:]
	}
	if some {
		figure += "." + decimals
	}
	return sign + figure
}

// counted writes a number with its noun.
func counted(figure, one, more string) string {
	switch figure {
	case "0":
		return "no " + more
	case "1":
		return "1 " + one
	}
	return grouped(figure) + " " + more
}

func writeDays(args []string, _ string) (string, bool) {
	n, ok := number(args[0], "d:")
	if n == "0" {
		return underADay, ok
	}
	return counted(n, "day", "days"), ok
}

func writeAgo(args []string, _ string) (string, bool) {
	n, ok := number(args[0], "a:")
	if n == "0" {
		return withinTheDay, ok
	}
	return counted(n, "day", "days") + " ago", ok
}

func writeEvery(args []string, _ string) (string, bool) {
	n, ok := number(args[0], "e:")
	if n == "1" {
		return every + "day", ok
	}
	return every + counted(n, "day", "days"), ok
}

func writeNumber(args []string, _ string) (string, bool) {
	n, ok := number(args[0], "n:")
	return grouped(n), ok
}

func writePlain(args []string, _ string) (string, bool) { return strings.CutPrefix(args[0], "n:") }

func writeNone(args []string, _ string) (string, bool) {
	if args[0] == "n:0" {
		return none, true
	}
	return writeNumber(args, "")
}

func writeMany(args []string, told string) (string, bool) {
	n, ok := number(args[0], "n:")
	one, more, _ := strings.Cut(told, "|")
	return counted(n, one, more), ok
}

func writePercent(args []string, _ string) (string, bool) {
	if args[0] == "p:<1" {
		return underOne, true
	}
	n, ok := number(args[0], "p:")
	return grouped(n) + " %", ok
}

func writePoints(args []string, _ string) (string, bool) {
	n, ok := number(args[0], "o:")
	return counted(n, "point", "points"), ok
}

func writeDate(args []string, _ string) (string, bool) { return strings.CutPrefix(args[0], "t:") }

func writeMoney(args []string, _ string) (string, bool) {
	amount, ok := strings.CutPrefix(args[0], "m:")
	figure, currency, _ := strings.Cut(amount, " ")
	return joined(grouped(figure), currency), ok
}

func writeChange(args []string, _ string) (string, bool) {
	from, a := strings.CutPrefix(args[0], "m:")
	from, _, _ = strings.Cut(from, " ")
	to, b := writeMoney(args[1:], "")
	return grouped(from) + arrow + to, a && b
}

func writeWhole(letter string) func([]string, string) (string, bool) {
	return func(args []string, _ string) (string, bool) { return strings.CutPrefix(args[0], letter) }
}
