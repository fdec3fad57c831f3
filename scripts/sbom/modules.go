package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
)

// module is one Go module at one version.
type module struct {
	path, version string
	dir           string // where its files lie
	sum           string // as in go.sum, h1:…; empty where that is not known
}

// compare orders modules by path.
func (m module) compare(other module) int { return strings.Compare(m.path, other.path) }

// sha256 is the hash of go.sum in hex. It is taken over the hashes of all files
// of the module, see golang.org/x/mod/sumdb/dirhash.
func (m module) sha256() (string, error) {
	coded, ok := strings.CutPrefix(m.sum, "h1:")
	raw, err := base64.StdEncoding.DecodeString(coded)
	if !ok || err != nil || len(raw) != 32 {
		return "", fmt.Errorf("the sum %q of %s is not of the form h1: and 32 bytes; add it to go.sum: go mod download %s", m.sum, m.path, m.path)
	}
	return hex.EncodeToString(raw), nil
}

// ofPackage returns the modules that a main package links, in order, without
// building it.
func ofPackage(pkg string) ([]module, error) {
	out, err := goTool("list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", pkg)
	if err != nil {
		return nil, err
	}
	all, err := modulesOfLines(out)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s links no module; name the package of the program, such as ./cmd/predict", pkg)
	}
	return all, nil
}

// modulesOfLines reads lines of path, version and folder; each module counts once.
func modulesOfLines(text string) ([]module, error) {
	var all []module
	for line := range strings.Lines(text) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if words[0] == "" {
			continue
		}
		if len(words) != 3 {
			return nil, fmt.Errorf("reading the modules: %q has no folder; fetch it first: go mod download", strings.TrimSpace(line))
		}
		all = append(all, module{path: words[0], version: words[1], dir: words[2]})
	}
	slices.SortFunc(all, module.compare)
	return slices.CompactFunc(all, func(a, b module) bool { return a.path == b.path }), nil
}

// ofBinary returns the modules of a built program and what else its builder
// noted. Their folders are those of this machine.
func ofBinary(path string) ([]module, *debug.BuildInfo, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("reading what %s was built of: %w", path, err)
	}
	args := []string{"list", "-m", "-f", "{{.Path}} {{.Version}} {{.Dir}}"}
	for _, d := range info.Deps {
		if d.Replace != nil {
			return nil, nil, fmt.Errorf("%s was built with %s in place of %s; build it without replace", path, d.Replace.Path, d.Path)
		}
		args = append(args, d.Path+"@"+d.Version)
	}
	if len(info.Deps) == 0 {
		return nil, nil, fmt.Errorf("%s names no modules; build it with go build and module support", path)
	}
	out, err := goTool(args...)
	if err != nil {
		return nil, nil, err
	}
	all, err := modulesOfLines(out)
	if err != nil {
		return nil, nil, err
	}
	sums := map[string]string{}
	for _, d := range info.Deps {
		sums[d.Path] = d.Sum
	}
	for i, m := range all {
		all[i].sum = sums[m.path]
	}
	return all, info, nil
}

// same compares the modules of a package with those of a built program.
func same(pkg, binary string) error {
	want, err := ofPackage(pkg)
	if err != nil {
		return err
	}
	got, _, err := ofBinary(binary)
	if err != nil {
		return err
	}
	names := func(all []module) []string {
		var out []string
		for _, m := range all {
			out = append(out, m.path+"@"+m.version)
		}
		return out
	}
	var errs []error
	for _, m := range names(want) {
		if !slices.Contains(names(got), m) {
			errs = append(errs, fmt.Errorf("%s is not in %s; build it anew", m, binary))
		}
	}
	for _, m := range names(got) {
		if !slices.Contains(names(want), m) {
			errs = append(errs, fmt.Errorf("%s is in %s and no longer in %s; build it anew", m, binary, pkg))
		}
	}
	return errors.Join(errs...)
}

// goTool runs the go command in the folder of go.mod and returns what it prints.
func goTool(args ...string) (string, error) {
	cmd := exec.Command("go", args...) //nolint:gosec // the arguments are ours
	var out, problem bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.Env = &out, &problem, append(os.Environ(), "GOFLAGS=-mod=readonly")
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("running go %s: %w: %s", args[0], err, strings.TrimSpace(problem.String()))
	}
	return out.String(), nil
}
