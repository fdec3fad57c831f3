package tree

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxText is the longest text that is read: more than ten million leaves.
const maxText = 1 << 30

// ReadText reads a model.txt of LightGBM (versions v3 and v4) with the objective
// binary, whatever the kind of boosting. Anything else is refused with a
// *TextError that says what to do: models with several trees per round, linear
// trees, other objectives, and models of pandas categories, whose codes only
// Python knows.
//
// The text is not trusted. Counts are held against the text that is there before
// memory is taken, every tree is walked once, and Validate holds for what comes
// back.
func ReadText(r io.Reader) (*Ensemble, error) {
	var b strings.Builder
	if _, err := io.Copy(&b, io.LimitReader(r, maxText+1)); err != nil {
		return nil, &TextError{Line: 1 + strings.Count(b.String(), "\n"), What: "the text breaks off", Err: err}
	}
	if b.Len() > maxText {
		return nil, textError(1, ErrUnsupported, "the text is longer than %d bytes", maxText)
	}
	l := &lines{text: b.String(), line: 1}
	if err := l.begin(); err != nil {
		return nil, err
	}
	e := &Ensemble{}
	sizes, err := l.head(e)
	if err != nil {
		return nil, err
	}
	if err := l.trees(e, sizes); err != nil {
		return nil, err
	}
	if err := l.tail(e); err != nil {
		return nil, err
	}
	return e, nil
}

// begin reads the first line and says what a text is that begins otherwise.
func (l *lines) begin() error {
	text := l.text
	first, _ := l.next()
	what := ""
	switch {
	case first == "tree":
		return nil
	case text == "":
		what = "the text is empty"
	case strings.HasPrefix(text, "\x1f\x8b"):
		what = "the file is compressed: unpack it first"
	case strings.HasPrefix(text, "\xef\xbb\xbf"):
		what = "a byte order mark stands before the text: remove it"
	case first == "tree\r":
		what = "lines end with CR LF, but the sizes count LF alone: copy the file as binary or convert it with dos2unix"
	case strings.HasPrefix(text, "{"):
		what = "this is JSON, perhaps of XGBoost or dump_model, not a model.txt"
	default:
		what = "the first line is " + short(first) + ", expected \"tree\""
	}
	return textError(1, ErrForeign, "%s", what)
}

// trees reads the trees, whose sizes in bytes the head tells.
func (l *lines) trees(e *Ensemble, sizes field) error {
	if sizes.value == "" {
		return nil
	}
	var failed error
	err := sizes.each(1+strings.Count(sizes.value, " "), func(i int, s string) bool {
		if failed != nil {
			return true
		}
		size, err := strconv.Atoi(s)
		if err != nil || size <= 0 {
			return false
		}
		e.Trees = append(e.Trees, Tree{})
		failed = l.sizedTree(&e.Trees[i], i, size, len(e.Features))
		return true
	})
	if failed != nil {
		return failed
	}
	return err
}

// sizedTree reads a tree and holds its size against the one stated.
func (l *lines) sizedTree(t *Tree, i, size, features int) error {
	start, line := l.at, l.line
	want := "Tree=" + strconv.Itoa(i)
	if first, _ := l.next(); first != want {
		return textError(line, ErrDamaged, "%s: expected %s", short(first), want)
	}
	all, err := l.fields(treeKeys(), "")
	if err != nil {
		return err
	}
	if err := t.read(all, line, features); err != nil {
		return err
	}
	if s, ok := l.next(); !ok || s != "" {
		return textError(l.line, ErrDamaged, "%s: expected a second empty line after tree %d", short(s), i)
	}
	if l.at-start != size {
		return textError(line, ErrDamaged, "tree %d takes %d bytes, but tree_sizes says %d", i, l.at-start, size)
	}
	return nil
}

// tail reads what stands after the trees. All of it can be missing but the first
// line.
func (l *lines) tail(e *Ensemble) error {
	at := l.line
	if s, _ := l.next(); s != "end of trees" {
		return textError(at, ErrDamaged, "%s: expected \"end of trees\"", short(s))
	}
	for {
		at = l.line
		s, ok := l.next()
		categories, pandas := strings.CutPrefix(s, "pandas_categorical:")
		var err error
		switch {
		case !ok:
			return nil
		case s == "":
		case s == "feature_importances:" || s == "feature importances:": // the blank is of LightGBM 2
			err = l.importances(e.Features)
		case s == "parameters:":
			e.Parameters, err = l.parameters()
		case pandas:
			err = pandasCategories(categories, at)
		default:
			err = textError(at, ErrUnsupported, "the section %s is not known", short(s))
		}
		if err != nil {
			return err
		}
	}
}

// importances checks the lines name=figure, which follow from the trees.
func (l *lines) importances(names []string) error {
	known := make(map[string]bool, len(names))
	for _, n := range names {
		known[n] = true
	}
	for {
		at := l.line
		s, ok := l.next()
		if !ok || s == "" {
			return nil
		}
		i := strings.LastIndexByte(s, '=')
		if i < 0 || !known[s[:i]] {
			return textError(at, ErrDamaged, "%s: expected the importance of a feature of feature_names", short(s))
		}
		if _, good := parseFloat(s[i+1:], 64); !good {
			return textError(at, ErrDamaged, "%s: expected name=number", short(s))
		}
	}
}

// parameters reads the lines [name: value] up to the end of the section.
func (l *lines) parameters() ([]string, error) {
	var all []string
	for {
		at := l.line
		s, ok := l.next()
		switch {
		case !ok:
			return nil, textError(at, ErrDamaged, "the text ends, expected \"end of parameters\"")
		case s == "end of parameters":
			return all, nil
		case s == "":
		case !isParameter(s):
			return nil, textError(at, ErrDamaged, "%s: expected [name: value]", short(s))
		default:
			all = append(all, strings.Clone(s))
		}
	}
}

func isParameter(s string) bool {
	return strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]") && strings.Contains(s, ":") &&
		!strings.ContainsAny(s, "\r\n")
}

// pandasCategories refuses a model that was trained on columns of text.
func pandasCategories(s string, line int) error {
	var lists []json.RawMessage
	if err := json.Unmarshal([]byte(s), &lists); err != nil {
		return textError(line, ErrDamaged, "pandas_categorical:%s: expected a list or null", short(s))
	}
	if slices.ContainsFunc(lists, func(list json.RawMessage) bool { return string(list) != "[]" }) {
		return textError(line, ErrUnsupported, "pandas_categorical:%s: the codes of these categories exist in Python only: "+
			"train on whole numbers (frame[c].cat.codes) and name the columns in categorical_feature", short(s))
	}
	return nil
}
