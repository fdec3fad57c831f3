package configs

import (
	"fmt"
	"slices"
	"strings"

	"predict/data"
	"predict/data/inspect"
)

// DraftOptions say where a draft is to lie, and what is known beside the exports.
type DraftOptions struct {
	// Exports is the path of the folder of exports, as the config is to name it.
	Exports string
	// Horizon and Lookback are in days, with the reason; zeros take the defaults.
	Horizon, Lookback int
	// Reason says in one sentence why these days; empty where they are defaults.
	Reason string
}

// Draft writes a config with a comment on every choice, from what was found in a
// folder of exports: a text that Parse accepts. Guesses are marked as such, and
// what could not be guessed stands in comments with its candidates. Comments hold
// names of files and columns and the values of kinds, nothing else of the exports.
// It is an error where neither transactions nor a flat table was recognised.
func Draft(f *inspect.Found, d *inspect.Draft, o DraftOptions) ([]byte, error) {
	w := &drafter{found: f, draft: d, o: o}
	switch {
	case d.Flat != nil:
		w.flat()
	case slices.ContainsFunc(d.Tables, func(g inspect.TableGuess) bool { return g.Table == data.Transactions }):
		w.events()
	default:
		return nil, fmt.Errorf("configs: drafting a config: no export of transactions and no table with a label was recognised")
	}
	text := []byte(w.out.String())
	if _, err := Parse("predict.yaml", text, nil); err != nil {
		return nil, fmt.Errorf("configs: drafting a config: the draft would not load: %w", err)
	}
	return text, nil
}

// unknownColumn stands for a column that a table needs and nobody has named yet.
// No export has a column of this name, so that a run says what is missing.
const unknownColumn = "TODO name the column"

// drafter writes a draft line by line.
type drafter struct {
	found *inspect.Found
	draft *inspect.Draft
	o     DraftOptions
	out   strings.Builder
}

// line writes a line, with a comment behind it where there is one.
func (w *drafter) line(indent int, text, comment string) {
	line := strings.Repeat("  ", indent) + text
	if comment != "" {
		line += strings.Repeat(" ", max(1, 34-len([]rune(line)))) + "# " + plainComment(comment)
	}
	w.out.WriteString(line + "\n")
}

// comment writes lines of comment.
func (w *drafter) comment(indent int, format string, args ...any) {
	text := plainComment(fmt.Sprintf(format, args...))
	for _, l := range wrap(text, 96-2*indent) {
		w.out.WriteString(strings.TrimRight(strings.Repeat("  ", indent)+"# "+l, " ") + "\n")
	}
}

// plainComment makes a text fit for a comment: one line of characters that show.
func plainComment(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', r == 0x85, r == 0x2028, r == 0x2029, r < ' ', r == 0x7f, r == 0xfeff, r == 0xfffe, r == 0xffff, r >= 0x80 && r < 0xa0:
			return ' '
		case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // turn the direction of what follows
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	const longest = 400
	if r := []rune(text); len(r) > longest {
		text = string(r[:longest]) + " …"
	}
	return text
}

// wrap breaks a text into lines of about so many characters.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// head writes what every draft begins with.
func (w *drafter) head(command string) {
	w.comment(0, "Written by `predict init`, which looked at the exports and guessed what they mean.")
	w.comment(0, "Look over the lines that say \"guessed\", and correct them before the first run: a table whose mapping changes later has to be loaded again. Every other setting has a default; `configs/default.yaml` lists them all.")
	w.comment(0, "")
	w.line(0, "#   "+command, "")
	w.line(0, "version: 1", "")
	w.line(0, "state: state", "everything that predict makes, beside this file")
}

// events writes a config of tables of events.
func (w *drafter) events() {
	w.head("predict run -c predict.yaml")
	w.setting("timezone", w.draft.Timezone, "UTC")
	w.setting("currency", w.draft.Currency, "EUR")
	w.line(0, "", "")
	w.line(0, "tables:", "")
	for i := range w.draft.Tables {
		w.table(&w.draft.Tables[i])
	}
	w.line(0, "", "")
	w.churn()
	w.rest()
}

// setting writes a setting of the whole config, with its reason.
func (w *drafter) setting(name string, s inspect.Setting, otherwise string) {
	value, comment := s.Value, s.Reason
	if value == "" || value != scalarSafe(value) {
		value = otherwise
	}
	switch s.Confidence {
	case inspect.Guessed:
		comment = "guessed: " + comment
	case inspect.Unknown:
		comment = "not known: " + comment
	}
	w.line(0, name+": "+value, comment)
}

// scalarSafe keeps letters and marks of a zone or a currency.
func scalarSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '/' || r == '_' {
			return r
		}
		return -1
	}, s)
}

// churn writes the definition of churn.
func (w *drafter) churn() {
	def := Default().Churn
	horizon, lookback := def.HorizonDays, def.LookbackDays
	if w.o.Horizon > 0 && w.o.Lookback > 0 {
		horizon, lookback = w.o.Horizon, w.o.Lookback
	}
	w.line(0, "churn:", "")
	whyHorizon := "about twice the usual gap between purchases, else every slow customer counts as lost"
	if w.o.Reason != "" {
		w.comment(1, "%s", w.o.Reason)
		whyHorizon = "the days after today in which a customer who buys nothing counts as lost"
	}
	w.line(1, "definition: inactivity", "no purchase in the horizon means that a customer has left")
	w.line(1, fmt.Sprintf("horizon_days: %d", horizon), whyHorizon)
	w.line(1, fmt.Sprintf("lookback_days: %d", lookback), "who bought nothing for so long is gone already and is not scored")
}

// rest lists the files that feed nothing, and the tables that nothing feeds.
func (w *drafter) rest() {
	if len(w.draft.Unused)+len(w.found.Problems) > 0 {
		w.line(0, "", "")
		w.comment(0, "Not used:")
	}
	for _, u := range w.draft.Unused {
		w.comment(0, "- %s: %s", w.found.Exports[u.Export].Pattern, u.Reason)
	}
	for i, p := range w.found.Problems {
		if i == 20 {
			w.comment(0, "- and %d more files", len(w.found.Problems)-i)
			break
		}
		w.comment(0, "- %s: %s", p.Path, p.Text)
	}
}
