package generate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"predict/data/generate"
)

func ExampleRun() {
	parent, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(parent)

	options := generate.DefaultOptions()
	options.Customers = 100
	options.Messy = true
	summary, err := generate.Run(context.Background(), filepath.Join(parent, "exports"), options)
	if err != nil {
		fmt.Println(err)
		return
	}
	customers, _ := summary.Table("customers")
	fmt.Println("records:", customers.Records)
	fmt.Println("to keep:", customers.Count(generate.Kept))
	fmt.Println("duplicates:", customers.Count(generate.Duplicated))
	// Output:
	// records: 112
	// to keep: 101
	// duplicates: 1
}
