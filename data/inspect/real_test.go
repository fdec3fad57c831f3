package inspect_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// realData is the folder of a real data set; the test is skipped without it.
func realData(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("CHURN_REAL_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	folder := filepath.Join(root, name)
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the real data set %s is not at %s; set CHURN_REAL_DATA", name, root)
	}
	return folder
}

// TestRealExports: what is recognised in real exports that nobody made for this.
// docs/first-hour.md judges it, column by column.
func TestRealExports(t *testing.T) {
	for _, test := range []struct {
		name, currency string
		want           map[string]string // by table.column
	}{
		{"online_retail", "", map[string]string{
			"transactions.customer_id": `regexp_replace(CustomerID, '\.0$', '')`, "transactions.time": "InvoiceDate", "transactions.amount": "Quantity * UnitPrice",
			"transactions.order_id": "InvoiceNo", "transactions.product": "StockCode",
			"customers.customer_id": `regexp_replace(CustomerID, '\.0$', '')`, "customers.region": "Country",
		}},
		{"cdnow", "USD", map[string]string{
			"transactions.customer_id": "customer_id", "transactions.time": "date", "transactions.amount": "dollar_value",
		}},
		{"accounts_receivable", "", map[string]string{
			"transactions.customer_id": "customerID", "transactions.time": "InvoiceDate", "transactions.amount": "InvoiceAmount", "transactions.order_id": "invoiceNumber",
			"customers.customer_id": "customerID", "customers.region": "countryCode",
			"invoices.customer_id": "customerID", "invoices.issued": "InvoiceDate", "invoices.due": "DueDate", "invoices.paid": "SettledDate",
			"invoices.amount": "InvoiceAmount", "invoices.invoice_id": "invoiceNumber", "invoices.disputed": "Disputed",
		}},
		{"berka", "", map[string]string{
			"transactions.customer_id": "account_id", "transactions.time": "date", "transactions.amount": "amount", "transactions.order_id": "trans_id",
			"customers.customer_id": "account_id", "customers.signup": "date", "customers.region": "district_id",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, draft := recognise(t, realData(t, test.name))
			got := map[string]string{}
			for _, g := range draft.Tables {
				for _, c := range g.Columns {
					if c.From != "" {
						got[g.Table+"."+c.Column] = c.From
					}
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("mapping (-want +got):\n%s", diff)
			}
			if draft.Currency.Value != test.currency {
				t.Errorf("currency %+v, want %q", draft.Currency, test.currency)
			}
		})
	}
}

// TestRealFlatTable: of two tables of the same customers, the one that holds
// nothing that was written after the outcome is taken; the other alone is taken
// without the columns that were.
func TestRealFlatTable(t *testing.T) {
	folder := realData(t, "telco")
	found, draft := recognise(t, folder)
	if g := draft.Flat; g == nil || found.Exports[g.Export].Pattern != "WA_Fn-UseC_-Telco-Customer-Churn.csv" || g.ID.From != "customerID" || g.Label.From != "Churn" || g.Positive != "Yes" || len(g.Exclude) > 0 {
		t.Errorf("flat %+v", draft.Flat)
	}
	text, err := os.ReadFile(filepath.Join(folder, "Telco_customer_churn_33col.csv"))
	if err != nil {
		t.Fatal(err)
	}
	_, draft = recognise(t, write(t, map[string]string{"telco.csv": string(text)}))
	g := draft.Flat
	if g == nil {
		t.Fatal("no flat table was recognised")
	}
	if diff := cmp.Diff("Churn Value, Churn Score, CLTV, Churn Reason", strings.Join(g.Exclude, ", ")); diff != "" || g.Label.From != "Churn Label" {
		t.Errorf("label %s, excluded (-want +got):\n%s", g.Label.From, diff)
	}
}

// TestRealFileWithoutHeader: the columns of CDNOW's sample have no names; what
// they hold tells customer, time and amount, and the customer is a guess.
func TestRealFileWithoutHeader(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(realData(t, "cdnow"), "CDNOW_sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	_, draft := recognise(t, write(t, map[string]string{"sample.txt": string(text)}))
	if len(draft.Tables) != 1 {
		t.Fatalf("tables %+v", draft.Tables)
	}
	var got []string
	for _, c := range draft.Tables[0].Columns {
		if c.From != "" {
			got = append(got, c.Column+" "+c.From+" "+string(c.Confidence))
		}
	}
	want := []string{"customer_id column0 guessed", "time column2 guessed", "amount column4 guessed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
