package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

// run carries out one command line.
func run(w io.Writer, args []string) error {
	switch {
	case len(args) == 2 && args[0] == "bom":
		return writeBOM(w, args[1], "")
	case len(args) == 3 && args[0] == "bom":
		return writeBOM(w, args[1], args[2])
	case len(args) == 2 && args[0] == "licences":
		return withLicences(args[1], func(all []licensed) error { return writeMarkdown(w, all) })
	case len(args) == 2 && args[0] == "copyright":
		return withLicences(args[1], func(all []licensed) error { return writeCopyright(w, all) })
	case len(args) == 3 && args[0] == "same":
		return same(args[1], args[2])
	}
	return fmt.Errorf("got %q; see the head of scripts/sbom/doc.go for the commands", strings.Join(args, " "))
}

// withLicences hands on the modules of a package with their licences.
func withLicences(pkg string, use func([]licensed) error) error {
	modules, err := ofPackage(pkg)
	if err != nil {
		return err
	}
	all, err := licences(modules)
	if err != nil {
		return err
	}
	return use(all)
}
