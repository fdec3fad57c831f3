package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// part is what is linked in and is no module.
type part struct {
	name, spdx string
	libs       []string // the libraries of the module that it fills, as in lib<name>.a
	note       string
}

// script is a library that the program puts into the page report.html.
type script struct{ name, version, spdx, note, licence string }

// scripts are the libraries inside of the page; each text lies beside its library.
func scripts() []script {
	return []script{{"uPlot", "1.6.32", "MIT", "draws the curves", "pipeline/report/assets/uplot.LICENSE"}}
}

// duckdbModule holds the libraries of DuckDB for this kind of machine.
const duckdbModule = "github.com/duckdb/duckdb-go-bindings/lib/linux-amd64"

// duckdbParts are the libraries inside of DuckDB, by the licences in its sources
// (folder third_party of duckdb/duckdb v1.5): the module ships none of their
// texts. A test holds the list against the files of the module.
func duckdbParts() []part {
	return []part{
		{"DuckDB and its extensions", "MIT", []string{"duckdb_static", "duckdb_generated_extension_loader", "autocomplete_extension", "core_functions_extension", "json_extension", "parquet_extension"}, ""},
		{"FastPFor", "Apache-2.0", []string{"duckdb_fastpforlib"}, ""},
		{"fmt", "MIT", []string{"duckdb_fmt"}, ""},
		{"FSST", "MIT", []string{"duckdb_fsst"}, ""},
		{"HyperLogLog of Redis", "BSD-3-Clause", []string{"duckdb_hyperloglog"}, ""},
		{"ICU", "Unicode-3.0", []string{"icu_extension"}, "asks for its notice only"},
		{"jemalloc", "BSD-2-Clause", []string{"duckdb_jemalloc"}, ""},
		{"Mbed TLS", "Apache-2.0", []string{"duckdb_mbedtls"}, ""},
		{"miniz", "MIT", []string{"duckdb_miniz"}, ""},
		{"libpg_query, with the parser of PostgreSQL", "BSD-3-Clause AND PostgreSQL", []string{"duckdb_pg_query"}, "asks for its notice only"},
		{"RE2", "BSD-3-Clause", []string{"duckdb_re2"}, ""},
		{"Skip list", "MIT", []string{"duckdb_skiplistlib"}, ""},
		{"TPC-H and TPC-DS generators", "LicenseRef-TPC-EULA", []string{"tpch_extension", "tpcds_extension"}, "part of what DuckDB ships ready for Go; predict never calls them"},
		{"utf8proc", "MIT", []string{"duckdb_utf8proc"}, ""},
		{"yyjson", "MIT", []string{"duckdb_yyjson"}, ""},
		{"Zstandard", "BSD-3-Clause", []string{"duckdb_zstd"}, ""},
	}
}

var archive = regexp.MustCompile(`^lib(.+)\.a$`)

// unnamedLibraries returns the libraries in the folder of DuckDB's module that no
// part names, and those that are named and not there.
func unnamedLibraries(dir string) (unnamed, missing []string, err error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("looking for the libraries of DuckDB: %w", err)
	}
	var there []string
	for _, f := range files {
		if m := archive.FindStringSubmatch(f.Name()); m != nil {
			there = append(there, m[1])
		}
	}
	var named []string
	for _, p := range duckdbParts() {
		named = append(named, p.libs...)
	}
	for _, l := range there {
		if !slices.Contains(named, l) {
			unnamed = append(unnamed, l)
		}
	}
	for _, l := range named {
		if !slices.Contains(there, l) {
			missing = append(missing, l)
		}
	}
	return unnamed, missing, nil
}

// goLicence is the licence of Go's standard library and runtime.
func goLicence() (licensed, error) {
	dir, err := goTool("env", "GOROOT")
	if err != nil {
		return licensed{}, err
	}
	dir = strings.TrimSpace(dir)
	body, err := os.ReadFile(filepath.Join(dir, "LICENSE"))
	if err != nil {
		return licensed{}, fmt.Errorf("reading the licence of Go: %w", err)
	}
	return licensed{
		module: module{path: "std", version: strings.TrimPrefix(runtime.Version(), "go"), dir: dir},
		spdx:   recognise(string(body)), texts: []text{{name: "LICENSE", body: string(body)}},
	}, nil
}
