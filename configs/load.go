package configs

import (
	"fmt"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// Load reads and checks a config file. Where the file holds mistakes the error
// is an *Error with all of them.
func Load(path string) (*Config, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configs: reading the config: %w", err)
	}
	return Parse(path, text, os.LookupEnv)
}

// Parse decodes text strictly over the defaults and checks it. Name is the
// file's path: it stands in problems, and relative paths start at its folder.
// LookupEnv gives the variables of paths.
func Parse(name string, text []byte, lookupEnv func(string) (string, bool)) (*Config, error) {
	c := Default()
	c.Place.Folder = filepath.Dir(name)
	if err := yaml.Load(text, &c, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	return &c, nil
}
