package configs

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"predict/features"
)

// Validate reports everything that is wrong with a config that was changed in
// code, after Load or from Default, as an *Error without places. Parse and
// Load have done so already.
func (c Config) Validate() error {
	return problemsError(check(c, rules()))
}

// check returns what is wrong with a config, without places. Each problem has
// the key that is best shown; a required key that is missing has its own key.
func check(c Config, all map[string]rule) []Problem {
	k := &checker{c: c, rules: all}
	k.walk(path{}, reflect.ValueOf(c))
	k.tables()
	k.paths()
	k.families()
	k.cutoffs()
	k.model()
	k.drift()
	k.guards()
	k.score()
	k.deliver()
	k.book()
	return k.problems
}

// checker collects problems of a config.
type checker struct {
	c        Config
	rules    map[string]rule
	problems []Problem
}

// add reports a problem at a key.
func (k *checker) add(key, value, text, allowed string) {
	k.problems = append(k.problems, Problem{Key: key, Value: value, Text: text, Allowed: allowed})
}

// broken reports whether a key has a problem already.
func (k *checker) broken(key string) bool {
	return slices.ContainsFunc(k.problems, func(p Problem) bool { return p.Key == key })
}

// walk holds every value against its rule.
func (k *checker) walk(p path, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		names, index := fields(v.Type())
		for _, name := range names {
			k.walk(p.field(name), v.Field(index[name]))
		}
	case reflect.Map:
		for _, key := range sortedValues(v) {
			k.walk(p.entry(key.String()), v.MapIndex(key))
		}
	case reflect.Slice:
		for i := range v.Len() {
			k.walk(p.item(i), v.Index(i))
		}
	case reflect.String:
		k.hold(p, v.String(), shorten(v.String()))
	case reflect.Int, reflect.Int64:
		k.hold(p, v.Int(), fmt.Sprint(v.Int()))
	case reflect.Float64:
		k.hold(p, v.Float(), plainNumber(v.Float()))
	}
}

// hold reports a value that breaks its rule.
func (k *checker) hold(p path, value any, shown string) {
	r, ok := k.rules[p.pattern]
	if !ok {
		return
	}
	if text := r.broken(value); text != "" {
		k.add(p.key, shown, text, r.allowed())
	}
}

// paths reports paths whose variables cannot be filled in.
func (k *checker) paths() {
	look := func(name string) (string, bool) {
		v, ok := k.c.Place.Variables[name]
		return v, ok
	}
	report := func(key, written string) {
		if _, err := expand(written, look); err != nil {
			k.add(key, shorten(written), "cannot be filled in: "+err.Error(),
				"${NAME} of a variable that is set, or ${NAME:-path} with a path for where it is not")
		}
	}
	report("state", k.c.State)
	report("flat.file", k.c.Flat.File)
	report("flat.score_file", k.c.Flat.ScoreFile)
	report("watch.metrics", k.c.Watch.Metrics)
	for _, table := range k.c.TableNames() {
		files := path{}.field("tables").entry(table).field("files")
		for i, f := range k.c.Tables[table].Files {
			report(files.item(i).key, f)
		}
	}
}

// families reports chosen families that are chosen twice or whose tables the
// config does not name.
func (k *checker) families() {
	at := path{}.field("features").field("families")
	known := features.Families()
	for i, name := range k.c.Features.Families {
		key := at.item(i).key
		if slices.Contains(k.c.Features.Families[:i], name) {
			k.add(key, shorten(name), "is chosen twice", "each family once")
		}
		f := slices.IndexFunc(known, func(f features.Family) bool { return f.Name == name })
		if f < 0 {
			continue
		}
		for _, table := range known[f].Tables {
			if _, ok := k.c.Tables[table]; !ok {
				k.add(key, name, fmt.Sprintf("needs the table %s, which tables does not name", table), "")
			}
		}
	}
	_, ok := k.c.Tables["cancellations"]
	if k.c.Churn.Definition == features.Cancellation && !ok {
		k.add("churn.definition", features.Cancellation, "needs the table cancellations, which tables does not name", "")
	}
}

// cutoffs reports dates that are out of order or too near to each other.
func (k *checker) cutoffs() {
	after := time.Duration(k.c.Churn.GapDays+k.c.Churn.HorizonDays) * 24 * time.Hour
	span := fmt.Sprintf("%d days of gap and horizon", k.c.Churn.GapDays+k.c.Churn.HorizonDays)
	trainAt := path{}.field("cutoffs").field("train")
	test, testErr := ParseDate(k.c.Cutoffs.Test)
	var last time.Time
	for i, s := range k.c.Cutoffs.Train {
		t, err := ParseDate(s)
		if err != nil {
			continue
		}
		key := trainAt.item(i).key
		if !t.After(last) {
			k.add(key, s, "does not come after "+last.Format(time.DateOnly)+" before it", "dates in rising order")
		}
		last = t
		if latest := test.Add(-after); testErr == nil && t.After(latest) {
			k.add(key, s, fmt.Sprintf("is too near to the test cutoff %s: its label reads %s, which must be over by then", k.c.Cutoffs.Test, span),
				"dates up to "+latest.Format(time.DateOnly))
		}
	}
	asOf, err := ParseDate(k.c.AsOf)
	if err != nil || testErr != nil {
		return
	}
	if latest := asOf.Add(-after); test.After(latest) {
		k.add("cutoffs.test", k.c.Cutoffs.Test, fmt.Sprintf("is too near to as_of %s: its label reads %s, which must be known by then", k.c.AsOf, span),
			"dates up to "+latest.Format(time.DateOnly))
	}
}

// model reports options that their algorithm refuses, where no rule has.
func (k *checker) model() {
	refused := func(name string, err error) {
		key := path{}.field("model").field(name).key
		known := slices.ContainsFunc(k.problems, func(p Problem) bool { return strings.HasPrefix(p.Key, key+".") })
		if err != nil && !known {
			k.add(key, "", "is refused: "+strings.ReplaceAll(err.Error(), "\n", "; "), "")
		}
	}
	at := path{}.field("model").field("candidates")
	for i, name := range k.c.Model.Candidates {
		if slices.Contains(k.c.Model.Candidates[:i], name) {
			k.add(at.item(i).key, shorten(name), "is named twice", "each candidate once")
		}
	}
	members := path{}.field("model").field("average")
	for i, name := range k.c.Model.Average {
		if slices.Contains(k.c.Model.Average[:i], name) {
			k.add(members.item(i).key, shorten(name), "is named twice", "each member once")
		}
	}
	if k.c.Model.Algorithm == Average && len(k.c.Model.Average) < 2 {
		k.add(members.key, "", "has fewer than two members, so there is nothing to average", "two candidates or more")
	}
	if len(k.c.Model.Candidates) == 0 && k.c.Model.Algorithm == Best {
		k.add(at.key, "", "is empty, so there is nothing to choose from", "one algorithm or more")
	}
	refused(Boosted, k.c.Model.Boosted.Validate())
	refused(Logistic, k.c.Model.Logistic.Validate())
	refused(Forest, k.c.Model.Forest.Options(k.c.Model.Seed).Validate())
}

// score reports tiers that are out of order and actions of no family.
func (k *checker) score() {
	tiers := k.c.Score.Tiers
	if tiers.Medium >= tiers.High && !k.broken("score.tiers.high") && !k.broken("score.tiers.medium") {
		k.add("score.tiers.medium", plainNumber(tiers.Medium), "is not below the tier high",
			"a number below "+plainNumber(tiers.High))
	}
	families := append(familyNames(), DefaultAction)
	for _, name := range sortedKeys(k.c.Score.Actions) {
		if !slices.Contains(families, name) {
			key := path{}.field("score").field("actions").entry(name).key
			k.add(key, "", unknown("unknown family", name, families), listed(families))
		}
	}
	if _, ok := k.c.Score.Actions[DefaultAction]; !ok {
		k.add("score.actions", "", "has no default", "an entry default for the families without one")
	}
}
