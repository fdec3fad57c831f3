package doctor_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"predict/configs"
	"predict/data"
	"predict/data/examine"
	"predict/pipeline/doctor"
)

// realData is the folder of the real data sets.
func realData(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHURN_REAL_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real data are not there; set CHURN_REAL_DATA")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// example loads a config of configs/examples.
func example(t *testing.T, name string) *configs.Config {
	t.Helper()
	t.Setenv("CHURN_REAL_DATA", realData(t))
	c, err := configs.Load("../../configs/examples/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// input examines the exports of a config.
func input(t *testing.T, c *configs.Config) doctor.Input {
	t.Helper()
	o := examine.Options{Sources: map[string]data.Source{}, Timezone: c.Timezone, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Scratch: t.TempDir()}
	for _, name := range c.TableNames() {
		o.Sources[name], _ = c.Source(name)
	}
	facts, err := examine.Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	in := doctor.Input{
		Facts: facts, Features: c.FeatureOptions(), MinCustomers: c.Model.Gate.MinCustomers, MinChurned: c.Model.Gate.MinChurned,
		Currency: c.Currency, Timezone: c.Timezone,
	}
	if c.AsOf != configs.Latest {
		in.AsOf = c.AsOf
	}
	return in
}

// names are the kinds of findings with their severity, in order.
func names(list []doctor.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %s %s", f.Severity, f.Table, f.Kind))
	}
	return slices.Compact(out)
}

func TestX(t *testing.T) {
	for _, name := range []string{"online_retail", "cdnow", "berka", "accounts_receivable"} {
		in := input(t, example(t, name))
		fmt.Println("==", name)
		for _, f := range doctor.Check(in) {
			fmt.Printf("%+v\n", f)
		}
		l := doctor.Look(in)
		fmt.Printf("%+v\n", *l)
		if l.Proposal != nil {
			fmt.Printf("%+v\n", *l.Proposal)
		}
	}
}
