package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
)

// writeBOM writes the bill of materials of a built program, CycloneDX 1.6. The
// version is that of the program; empty leaves it out.
func writeBOM(w io.Writer, binary, version string) error {
	modules, info, err := ofBinary(binary)
	if err != nil {
		return err
	}
	all, err := licences(modules)
	if err != nil {
		return err
	}
	file, err := os.ReadFile(binary)
	if err != nil {
		return fmt.Errorf("reading the program: %w", err)
	}
	bom, err := materials(all, info, sha256.Sum256(file), version)
	if err != nil {
		return err
	}
	if bom.Metadata.Timestamp, err = stamp(os.Getenv("SOURCE_DATE_EPOCH")); err != nil {
		return err
	}
	var b bytes.Buffer
	encoder := cyclonedx.NewBOMEncoder(&b, cyclonedx.BOMFileFormatJSON)
	if err := encoder.SetPretty(true).EncodeVersion(bom, cyclonedx.SpecVersion1_6); err != nil {
		return fmt.Errorf("writing the bill of materials: %w", err)
	}
	return write(w, b.Bytes())
}

// materials is the bill of what a program with the given hash was built of.
func materials(all []licensed, info *debug.BuildInfo, hash [32]byte, version string) (*cyclonedx.BOM, error) {
	program := cyclonedx.Component{
		BOMRef: "predict", Type: cyclonedx.ComponentTypeApplication, Name: "predict", Version: version,
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "Apache-2.0"}}},
		Hashes:   &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(hash[:])}},
	}
	program.Components = inPage()
	parts := []cyclonedx.Component{{
		BOMRef: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"), Type: cyclonedx.ComponentTypeLibrary,
		Name: "std", Version: strings.TrimPrefix(info.GoVersion, "go"), PackageURL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"),
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "BSD-3-Clause"}}},
	}}
	for _, l := range all {
		c, err := component(l)
		if err != nil {
			return nil, err
		}
		parts = append(parts, c)
	}
	refs := make([]string, len(parts))
	depends := make([]cyclonedx.Dependency, 0, len(parts)+1)
	depends = append(depends, cyclonedx.Dependency{Ref: program.BOMRef, Dependencies: &refs})
	for i, p := range parts {
		refs[i] = p.BOMRef
		depends = append(depends, cyclonedx.Dependency{Ref: p.BOMRef})
	}
	bom := cyclonedx.NewBOM()
	bom.SerialNumber = "urn:uuid:" + uuid(hash)
	bom.Metadata = &cyclonedx.Metadata{Component: &program, Properties: builder(info)}
	bom.Components, bom.Dependencies = &parts, &depends
	return bom, nil
}

// component is one module.
func component(l licensed) (cyclonedx.Component, error) {
	hash, err := l.sha256()
	if err != nil {
		return cyclonedx.Component{}, err
	}
	url := "pkg:golang/" + l.path + "@" + strings.ReplaceAll(l.version, "+", "%2B")
	c := cyclonedx.Component{
		BOMRef: url, Type: cyclonedx.ComponentTypeLibrary, Name: l.path, Version: l.version, PackageURL: url,
		Scope:      cyclonedx.ScopeRequired,
		Hashes:     &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hash}},
		Properties: &[]cyclonedx.Property{{Name: "predict:go.sum", Value: l.sum}},
	}
	if len(l.spdx) == 1 {
		c.Licenses = &cyclonedx.Licenses{{License: &cyclonedx.License{ID: l.spdx[0]}}}
	} else {
		c.Licenses = &cyclonedx.Licenses{{Expression: l.expression()}}
	}
	if l.path == duckdbModule {
		c.Components = inside(url)
	}
	return c, nil
}

// inPage are the libraries that the program puts into the page.
func inPage() *[]cyclonedx.Component {
	var all []cyclonedx.Component
	for _, p := range scripts() {
		url := "pkg:npm/" + strings.ToLower(p.name) + "@" + p.version
		all = append(all, cyclonedx.Component{
			BOMRef: url, Type: cyclonedx.ComponentTypeLibrary, Name: p.name, Version: p.version, PackageURL: url,
			Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: p.spdx}}},
		})
	}
	return &all
}

// inside are the libraries within DuckDB. The module names no versions of them.
func inside(url string) *[]cyclonedx.Component {
	var all []cyclonedx.Component
	for i, p := range duckdbParts() {
		c := cyclonedx.Component{
			BOMRef: url + "#" + strconv.Itoa(i+1), Type: cyclonedx.ComponentTypeLibrary, Name: p.name,
			Licenses: &cyclonedx.Licenses{{Expression: p.spdx}},
		}
		all = append(all, c)
	}
	return &all
}

// builder is how the program was built.
func builder(info *debug.BuildInfo) *[]cyclonedx.Property {
	all := []cyclonedx.Property{{Name: "predict:go", Value: info.GoVersion}}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "GOAMD64", "CGO_ENABLED", "-trimpath", "vcs.revision":
			all = append(all, cyclonedx.Property{Name: "predict:" + s.Key, Value: s.Value})
		}
	}
	return &all
}

// uuid is a name for the bill of a program: version 8 of RFC 9562, filled with
// the hash of the program, so that the same program has the same.
func uuid(hash [32]byte) string {
	b := hash[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// stamp is SOURCE_DATE_EPOCH as a time; empty for none.
func stamp(epoch string) (string, error) {
	if epoch == "" {
		return "", nil
	}
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return "", fmt.Errorf("SOURCE_DATE_EPOCH is %q; it must be whole seconds since 1970", epoch)
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339), nil
}
