package configs

import (
	"regexp"
	"time"
	"unicode/utf8"

	"predict/data/value"
	"predict/features"
	"predict/models/gbdt"
)

var currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)

// rules returns what may stand at each key whose value can be judged alone, by
// pattern. What depends on several keys is in the check functions.
func rules() map[string]rule {
	date := text("a date such as 2026-11-30", isDate)
	zone := text("a zone of the time zone database, such as UTC or Europe/Berlin", isZone)
	yesNo := oneOf("yes", "no", "")
	all := map[string]rule{
		"version":  count(Version, Version, ""),
		"state":    text("a folder", notEmpty),
		"as_of":    text("latest, or a date such as 2026-11-30", func(s string) bool { return s == Latest || isDate(s) }),
		"timezone": zone,
		"currency": text("three capital letters, as ISO 4217 has them, such as EUR", currencyForm.MatchString),

		"tables.*.files[]":          text("a path, a glob or a folder", notEmpty),
		"tables.*.format":           oneOf("auto", "csv", "jsonl", "parquet"),
		"tables.*.csv.encoding":     oneOf("utf-8", "utf-16le", "utf-16be", "latin-1", ""),
		"tables.*.csv.separator":    text(`1 to 4 characters such as "," or "\t", whitespace for runs of blanks, or nothing to detect it`, isSeparator),
		"tables.*.csv.quote":        text(`one character such as '"', none, or nothing to detect it`, isMark),
		"tables.*.csv.escape":       text(`one character such as '\', none, or nothing to detect it`, isMark),
		"tables.*.csv.header":       yesNo,
		"tables.*.csv.trim":         yesNo,
		"tables.*.csv.skip_lines":   count(0, 1_000_000, "lines"),
		"tables.*.columns.*.from":   text("a column of the export, or an SQL expression over its columns", notEmpty),
		"tables.*.time_format":      text("auto, "+value.Layouts, isLayout),
		"tables.*.timezone":         text(zone.form+", or nothing for the project's", func(s string) bool { return s == "" || isZone(s) }),
		"tables.*.decimal":          oneOf(".", ","),
		"tables.*.duplicates":       oneOf("drop", "keep"),
		"tables.*.changed":          oneOf("replace", "append", "refuse"),
		"tables.*.corrects":         text(`a regular expression that matches something, such as '[._-](v[0-9]+|corrected)', or nothing`, isMarkOfName),
		"tables.*.missing_customer": oneOf("out_of_scope", "quarantine"),
		"tables.*.max_rejected":     ratio(0, 1, ""),
		"tables.*.max_amount":       {min: 0, max: 1e14, above: true, unit: "currency"},
		"tables.*.earliest":         date,

		"features.families[]": oneOf(familyNames()...),

		"churn.definition":      oneOf(features.Inactivity, features.Adaptive, features.Cancellation, features.Decline),
		"churn.horizon_days":    days(1, 3650),
		"churn.gap_days":        days(0, 3650),
		"churn.lookback_days":   days(1, 3650),
		"churn.min_purchases":   count(1, 1000, "purchases"),
		"churn.adaptive_factor": ratio(1, 100, "usual gaps"),
		"churn.decline_share":   {min: 0, max: 1, above: true},

		"cutoffs.max":              count(1, 60, "cutoffs"),
		"cutoffs.min_history_days": days(1, 36500),
		"cutoffs.train[]":          date,
		"cutoffs.test":             text(date.form+", or nothing to choose it", func(s string) bool { return s == "" || isDate(s) }),
	}
	addFlatRules(all)
	addOutcomeRules(all)
	addDriftRules(all)
	addGuardsRules(all)
	addDeliverRules(all)
	addKeepRules(all)
	addWatchRules(all)
	addBookRules(all)
	return all
}

// addOutcomeRules adds the rules of what follows the features.
func addOutcomeRules(all map[string]rule) {
	all["model.algorithm"] = oneOf(Best, Boosted, Logistic, Forest, Average)
	all["model.candidates[]"] = oneOf(Boosted, Logistic, Forest)
	all["model.average[]"] = oneOf(Boosted, Logistic, Forest)
	all["model.seed"] = count(0, 1<<53, "")
	all["model.max_rows"] = count(100, 100_000_000, "rows")
	all["model.calibration"] = oneOf(AutoCalibration, Platt, Beta, Isotonic, NoCalibration)
	all["model.treated"] = oneOf(KeepTreated, DownWeightTreated, ExcludeTreated)
	all["model.treated_weight"] = ratio(0, 1, "")
	all["model.retrain_days"] = days(0, 3650)
	addBoostedRules(all)
	addGateRules(all)
	all["model.logistic.l2"] = ratio(0, 1e9, "")
	all["model.logistic.knots"] = count(0, 6, "knots")
	all["model.logistic.tail"] = rule{min: 0, max: 0.5, below: true}
	all["model.logistic.tolerance"] = rule{min: 0, max: 1, above: true, below: true}
	all["model.logistic.max_iterations"] = count(1, 1_000_000, "iterations")
	all["model.logistic.max_rows"] = count(0, 100_000_000, "rows")
	all["model.random_forest.trees"] = count(1, 5000, "trees")
	all["model.random_forest.max_rows"] = count(2, 1_000_000, "rows")
	all["model.random_forest.features"] = count(0, 1000, "features")
	all["model.random_forest.max_depth"] = count(1, 64, "questions")
	all["model.random_forest.min_leaf"] = count(1, 1_000_000, "rows")

	all["evaluation.bootstrap"] = count(0, 100_000, "resamples")
	all["evaluation.confidence"] = ratio(0.5, 0.9999, "")

	all["score.tiers.high"] = ratio(0, 1, "")
	all["score.tiers.medium"] = ratio(0, 1, "")
	all["score.holdout_share"] = ratio(0, 1, "")
	all["score.actions.*"] = text("a tactic in words", notEmpty)

	all["resources.workers"] = count(0, 1024, "workers")
	all["resources.memory_mib"] = count(256, 1<<24, "MiB")
	all["resources.buckets"] = rule{min: 0, max: 4096, whole: true, power: true}
}

// addBoostedRules adds the rules of the boosted trees: the ranges that
// gbdt.Options.Validate knows.
func addBoostedRules(all map[string]rule) {
	set := func(name string, r rule) { all["model.gbdt."+name] = r }
	share := rule{min: 0, max: 1, above: true}
	set("num_iterations", count(1, 1_000_000, "trees"))
	set("learning_rate", share)
	set("num_leaves", count(2, 4096, "leaves"))
	set("max_depth", count(-1, 4096, "splits"))
	set("min_data_in_leaf", count(0, 100_000_000, "rows"))
	set("min_sum_hessian_in_leaf", ratio(0, 1e9, ""))
	set("lambda_l1", ratio(0, 1e9, ""))
	set("lambda_l2", ratio(0, 1e9, ""))
	set("min_gain_to_split", ratio(0, 1e9, ""))
	set("max_bin", count(2, 255, "bins"))
	set("min_data_in_bin", count(1, 100_000_000, "rows"))
	set("bin_construct_sample_cnt", count(1000, 100_000_000, "rows"))
	set("feature_fraction", share)
	set("feature_fraction_bynode", share)
	set("data_sample_strategy", oneOf(gbdt.SampleNone, gbdt.SampleBagging, gbdt.SampleMVS))
	set("bagging_fraction", share)
	set("mvs_fraction", share)
	set("sample_from_rows", count(0, 100_000_000, "rows"))
	set("early_stopping_round", count(0, 1_000_000, "trees"))
	set("max_cat_to_onehot", count(1, 255, "categories"))
	set("max_cat_threshold", count(1, 255, "categories"))
	set("cat_smooth", ratio(0, 1e9, ""))
	set("cat_l2", ratio(0, 1e9, ""))
	set("min_data_per_group", count(1, 100_000_000, "rows"))
}

// familyNames are the families that there are.
func familyNames() []string {
	var names []string
	for _, f := range features.Families() {
		names = append(names, f.Name)
	}
	return names
}

func notEmpty(s string) bool { return s != "" }

// ParseDate returns the UTC midnight at which a date of the config begins.
func ParseDate(s string) (time.Time, error) { return time.Parse(time.DateOnly, s) }

func isDate(s string) bool {
	_, err := ParseDate(s)
	return err == nil
}

// isZone refuses Local, whose meaning depends on the machine.
func isZone(s string) bool {
	if s == "" || s == "Local" {
		return false
	}
	_, err := time.LoadLocation(s)
	return err == nil
}

func isLayout(s string) bool {
	if s == "auto" {
		return true
	}
	_, err := value.NewTimeParser(s, time.UTC)
	return s != "" && err == nil
}

func isSeparator(s string) bool {
	if s == "" || s == "whitespace" {
		return true
	}
	for _, r := range s {
		if r == '\n' || r == '\r' || r == '"' || r == utf8.RuneError {
			return false
		}
	}
	return utf8.RuneCountInString(s) <= 4 && len(s) <= 8
}

// isMarkOfName reports whether a text tells corrections from other exports: an
// expression that matches the empty text would match every name.
func isMarkOfName(s string) bool {
	r, err := regexp.Compile(s)
	return s == "" || err == nil && !r.MatchString("")
}

func isMark(s string) bool {
	return s == "" || s == "none" || len(s) == 1 && s[0] >= ' ' && s[0] < utf8.RuneSelf
}
