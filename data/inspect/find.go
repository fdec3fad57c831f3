package inspect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// sniffed is the number of bytes by which a file is told to be text.
const sniffed = 4096

// finder collects the files of a folder.
type finder struct {
	root     string
	files    []File
	problems []Problem
}

// find lists the regular files in root and in the folders directly in it.
func find(ctx context.Context, root string) (*finder, error) {
	f := &finder{root: root}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, fmt.Errorf("inspect: reading the folder of exports: %w", err)
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		f.entry("", e)
	}
	return f, nil
}

// entry takes a file, or the files of a folder that lies directly in the root.
func (f *finder) entry(folder string, e fs.DirEntry) {
	rel := path.Join(folder, e.Name())
	if strings.HasPrefix(e.Name(), ".") {
		return
	}
	on := filepath.Join(f.root, filepath.FromSlash(rel))
	info, err := os.Stat(on)
	switch {
	case err != nil:
		f.problem(rel, "cannot be read", err)
	case info.IsDir() && folder != "":
		f.problem(rel, "is a folder in a folder and was not looked into; name it as the folder of exports, or move its files up", nil)
	case info.IsDir() && e.Type()&fs.ModeSymlink != 0:
		f.problem(rel, "is a link to a folder and was not followed; name that folder itself", nil)
	case info.IsDir():
		f.folder(rel, on)
	case !info.Mode().IsRegular():
		f.problem(rel, "is no regular file", nil)
	case info.Size() == 0:
		f.problem(rel, "is empty; deliver it again, or take it away", nil)
	default:
		if text, err := refusal(on); text != "" {
			f.problem(rel, text, err)
			return
		}
		f.files = append(f.files, File{Path: rel, Size: info.Size(), ModTime: info.ModTime()})
	}
}

// folder takes the files of a folder, unless it is one that predict writes.
func (f *finder) folder(rel, on string) {
	if _, err := os.Stat(filepath.Join(on, "lake")); err == nil {
		return
	}
	entries, err := os.ReadDir(on)
	if err != nil {
		f.problem(rel, "cannot be read", err)
		return
	}
	for _, e := range entries {
		f.entry(rel, e)
	}
}

func (f *finder) problem(rel, text string, err error) {
	var p *fs.PathError
	if errors.As(err, &p) { // the path stands before the text
		err = p.Err
	}
	f.problems = append(f.problems, Problem{Path: rel, Text: text, Err: err})
}

// magic are the first bytes of files that are no exports, and what helps.
func magic() []struct{ head, text string } {
	const spreadsheet = "is a spreadsheet or an archive; save each sheet as CSV (UTF-8)"
	return []struct{ head, text string }{
		{"PK\x03\x04", spreadsheet},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", spreadsheet},
		{"%PDF", "is a PDF; export the data as CSV"},
		{"BZh", "is compressed with bzip2; deliver it plain, or as gzip or zstd"},
		{"\xfd7zXZ", "is compressed with xz; deliver it plain, or as gzip or zstd"},
		{"7z\xbc\xaf", "is an archive; unpack it"},
		{"Rar!", "is an archive; unpack it"},
		{"SQLite format 3", "is a database; export its tables as CSV"},
		{"<?xml", "is XML; export the data as CSV, JSON lines or Parquet"},
		{"<!DOCTYPE", "is a web page; export the data as CSV"},
		{"<html", "is a web page; export the data as CSV"},
	}
}

// refusal says why a file is no export by its name and first bytes; empty where
// it may be one.
func refusal(on string) (string, error) {
	switch strings.ToLower(filepath.Ext(on)) {
	case ".md", ".yaml", ".yml", ".toml", ".ini", ".html", ".htm", ".log", ".sql", ".py", ".sh", ".r", ".ipynb":
		return "does not look like an export by its name", nil
	}
	file, err := os.Open(on)
	if err != nil {
		return "cannot be read", err
	}
	defer func() { _ = file.Close() }() // nothing was written
	head := make([]byte, sniffed)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "cannot be read", err
	}
	head = head[:n]
	for _, m := range magic() {
		if bytes.HasPrefix(head, []byte(m.head)) {
			return m.text, nil
		}
	}
	if binary(head) {
		return "does not look like text", nil
	}
	return "", nil
}

// packedOrParquet says that a file is read by its first bytes, not as text.
func packedOrParquet(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PAR1")) || bytes.HasPrefix(head, []byte("\x1f\x8b")) || bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd"))
}

// binary says that the beginning of a file is neither text in a known encoding
// nor a format that is read. In UTF-16, every other byte of a header is zero.
func binary(head []byte) bool {
	if packedOrParquet(head) {
		return false
	}
	zeros, controls := 0, 0
	for _, b := range head {
		switch {
		case b == 0:
			zeros++
		case b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\x1f' && b != '\x01' && b != '\f':
			controls++
		}
	}
	if zeros > 0 {
		wide := bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
		return !wide && zeros*3 < len(head) && zeros*20 > len(head)
	}
	return controls*20 > len(head) && !utf8.Valid(head)
}
