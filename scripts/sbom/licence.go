package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licensed is a module with the licences that were found in its texts.
type licensed struct {
	module
	spdx  []string // identifiers, in order
	texts []text
}

// text is a file of a module that must go with the program.
type text struct{ name, body string }

// expression is the licence as SPDX writes it: all of them hold.
func (l licensed) expression() string { return strings.Join(l.spdx, " AND ") }

// allowed are the licences that the program may link: they let it be used, sold
// and changed, and ask for no more than their text and their notices.
func allowed() []string {
	return []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"}
}

// mark tells one licence by phrases of its text, in small letters and with single
// blanks: it is there if one of the phrases is, and none of others.
type mark struct {
	spdx    string
	phrases []string
}

// marks are the licences that are told apart, more than those allowed: an error
// should name what it found.
func marks() []mark {
	return []mark{
		{"Apache-2.0", []string{"apache license version 2.0", "apache license, version 2.0"}},
		{"MIT", []string{"permission is hereby granted, free of charge, to any person obtaining a copy of this software"}},
		{"ISC", []string{"permission to use, copy, modify, and/or distribute this software for any", "permission to use, copy, modify, and distribute this software for any purpose with or without fee"}},
		{"PostgreSQL", []string{"permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee"}},
		{"MPL-2.0", []string{"mozilla public license version 2.0", "mozilla public license, version 2.0", "mozilla public license, v. 2.0"}},
		{"EPL", []string{"eclipse public license"}},
		{"AGPL", []string{"gnu affero general public license"}},
		{"LGPL", []string{"gnu lesser general public license", "gnu library general public license"}},
		{"GPL", []string{"gnu general public license"}},
		{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
		{"BUSL", []string{"business source license"}},
		{"SSPL", []string{"server side public license"}},
		{"CC", []string{"creative commons"}},
	}
}

// redistribution begins every BSD licence.
const redistribution = "redistribution and use in source and binary forms"

// endorsement is what the three clauses have and the two have not.
var endorsement = regexp.MustCompile(`may (not )?be used to endorse or promote products`)

// marking is what Markdown and comments put around words.
var marking = regexp.MustCompile(`[=_*#]+`)

// advertising is the clause of the old BSD licence with four.
const advertising = "all advertising materials mentioning features"

// recognise returns the identifiers of all licences in a text, in order; none
// where it knows none.
func recognise(body string) []string {
	plain := strings.Join(strings.Fields(marking.ReplaceAllString(strings.ToLower(body), " ")), " ")
	var found []string
	for _, m := range marks() {
		if slices.ContainsFunc(m.phrases, func(p string) bool { return strings.Contains(plain, p) }) {
			found = append(found, m.spdx)
		}
	}
	// A text may hold several BSD licences: each is judged by what follows up to
	// the next.
	parts := strings.Split(plain, redistribution)
	for _, p := range parts[1:] {
		switch {
		case strings.Contains(p, advertising):
			found = append(found, "BSD-4-Clause")
		case endorsement.MatchString(p):
			found = append(found, "BSD-3-Clause")
		default:
			found = append(found, "BSD-2-Clause")
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// names of files with licences and with notices that must go along.
var (
	licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([.-].*)?$`)
	noticeFile  = regexp.MustCompile(`(?i)^(notice|patents|copyright)([.-].*)?$`)
)

// licences reads the texts of the modules and recognises their licences. The
// error names every module without one and every licence that is not allowed.
func licences(modules []module) ([]licensed, error) {
	var all []licensed
	var errs []error
	for _, m := range modules {
		l, err := licenceOf(m)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		all = append(all, l)
	}
	return all, errors.Join(errs...)
}

// licenceOf reads the texts of one module.
func licenceOf(m module) (licensed, error) {
	l := licensed{module: m}
	files, err := os.ReadDir(m.dir)
	if err != nil {
		return l, fmt.Errorf("looking for the licence of %s: %w; fetch it first: go mod download", m.path, err)
	}
	for _, f := range files {
		isLicence := licenceFile.MatchString(f.Name())
		if f.IsDir() || !isLicence && !noticeFile.MatchString(f.Name()) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(m.dir, f.Name()))
		if err != nil {
			return l, fmt.Errorf("reading the licence of %s: %w", m.path, err)
		}
		l.texts = append(l.texts, text{name: f.Name(), body: string(body)})
		if isLicence {
			l.spdx = append(l.spdx, recognise(string(body))...)
		}
	}
	slices.Sort(l.spdx)
	l.spdx = slices.Compact(l.spdx)
	if len(l.spdx) == 0 {
		return l, fmt.Errorf("%s %s has no licence that is recognised; read what lies in %s, and teach scripts/sbom its phrases or do without the module", m.path, m.version, m.dir)
	}
	for _, id := range l.spdx {
		if !slices.Contains(allowed(), id) {
			return l, fmt.Errorf("%s %s is under %s, which is not allowed (%s); do without the module, or allow the licence in scripts/sbom and say why", m.path, m.version, id, strings.Join(allowed(), ", "))
		}
	}
	return l, nil
}
