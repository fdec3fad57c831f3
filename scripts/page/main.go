// Command page writes the page of a sample to a file, to look at it.
//
//	go run ./scripts/page -variant hostile -customers 5000 -language fa page.html
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"predict/pipeline/report"
	"predict/pipeline/report/reporttest"
)

func main() {
	if err := write(os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

// write writes the page that the arguments ask for.
func write(args []string) error {
	var o reporttest.Options
	flags := flag.NewFlagSet("page", flag.ContinueOnError)
	flags.StringVar(&o.Variant, "variant", reporttest.Full, "`which` sample: "+strings.Join(reporttest.Variants(), ", "))
	flags.IntVar(&o.Customers, "customers", 300, "how many customers are listed")
	flags.StringVar(&o.Language, "language", "en", "the language in which the page opens")
	texts := flags.String("texts", "", "`file` of hostile texts, one a line; lines that begin with # are none")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 || !slices.Contains(reporttest.Variants(), o.Variant) {
		return fmt.Errorf("variant %q, files %q: name a variant (%s) and one file to write", o.Variant, flags.Args(), strings.Join(reporttest.Variants(), ", "))
	}
	if *texts != "" {
		text, err := os.ReadFile(*texts)
		if err != nil {
			return fmt.Errorf("reading hostile texts: %w", err)
		}
		o.Texts = reporttest.Lines(string(text))
	}
	var page bytes.Buffer
	if err := report.Write(&page, reporttest.Data(o)); err != nil {
		return err
	}
	return os.WriteFile(flags.Arg(0), page.Bytes(), 0o600)
}
