package likeness_test

import (
	"testing"

	"predict/data/likeness"
)

func TestNearest(t *testing.T) {
	columns := []string{"CustomerID", "Invoice Date", "Quantity", "Churn Label", "id"}
	for name, want := range map[string]string{
		"customer_id": "CustomerID", "invoicedate": "Invoice Date", "Quantiy": "Quantity", "quantidade": "",
		"Churn": "Churn Label", "date": "Invoice Date", "weather": "", "": "", "ID": "id",
	} {
		if got := likeness.Nearest(name, columns); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := likeness.Nearest("x", nil); got != "" {
		t.Errorf("of no columns: %q", got)
	}
}
