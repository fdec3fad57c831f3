package configs_test

import (
	"os"
	"path/filepath"
	"testing"
	_ "time/tzdata" // zones of the examples, wherever the tests run

	"github.com/google/go-cmp/cmp"

	"predict/configs"
)

// TestExamples parses every example without any environment variable set.
func TestExamples(t *testing.T) {
	tables := map[string][]string{
		"accounts_receivable": {"transactions", "customers", "invoices", "changes"},
		"berka":               {"transactions", "customers"},
		"cdnow":               {"transactions"},
		"online_retail":       {"transactions", "customers"},
	}
	for name, want := range tables {
		t.Run(name, func(t *testing.T) {
			c := example(t, name)
			if diff := cmp.Diff(want, c.TableNames()); diff != "" {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
			if got, want := c.StatePath(), filepath.Join("..", "state", name); got != want {
				t.Errorf("state folder %s, want %s", got, want)
			}
		})
	}
}

// TestExamplesFindTheirData looks for the files of every table.
func TestExamplesFindTheirData(t *testing.T) {
	folder, ok := os.LookupEnv("CHURN_REAL_DATA")
	if !ok {
		folder = "../../shared/data"
	}
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the real data is neither at ../shared/data nor at CHURN_REAL_DATA: whether the examples find it is not checked")
	}
	want := map[string]int{ // files of transactions, from the data's README
		"accounts_receivable": 1, "berka": 1, "cdnow": 1, "online_retail": 305,
	}
	for name, n := range want {
		t.Run(name, func(t *testing.T) {
			c, err := configs.Load(filepath.Join("examples", name+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range c.TableNames() {
				s, _ := c.Source(table)
				found, err := filepath.Glob(s.Files[0])
				if err != nil || len(found) == 0 {
					t.Errorf("%s: %s finds %d files: %v", table, s.Files[0], len(found), err)
				}
				if table == "transactions" && len(found) != n {
					t.Errorf("%s: %d files, want %d", s.Files[0], len(found), n)
				}
			}
		})
	}
}

func example(t *testing.T, name string) *configs.Config {
	t.Helper()
	file := filepath.Join("examples", name+".yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := configs.Parse(file, text, func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return c
}
