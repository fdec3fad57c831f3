package csv

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"predict/data"
)

// packed compresses a text.
func packed(t *testing.T, how, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if how == "zstd" {
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestArchiveThatExplodes: a small file that holds endless text is given up
// early, whatever the text is; one that shrinks as exports do is read.
func TestArchiveThatExplodes(t *testing.T) {
	opt := Options{BlockSize: 1 << 16, SampleSize: 1 << 12, MaxRecord: 1 << 20, ExpansionFloor: 1 << 20}
	head := "id,name\n1,a\n2,b\n3,c\n4,d\n"
	for _, how := range []string{"gzip", "zstd"} {
		for name, text := range map[string]string{
			"rows":        head + strings.Repeat("5,e\n", 16<<20/4),
			"blank lines": head + strings.Repeat("\n", 16<<20),
			"one line":    head + strings.Repeat("0", 16<<20),
			"nothing":     strings.Repeat("\x00", 16<<20),
		} {
			t.Run(how+", "+name, func(t *testing.T) {
				path := write(t, "a.csv", packed(t, how, text))
				f, err := Open(path, data.Dialect{Separator: ",", Encoding: "utf-8"}, opt)
				read := int64(0)
				for b := (Block{}); err == nil; {
					err = f.Next(&b)
					read += int64(len(b.Data))
				}
				var typed *Error
				if !errors.As(err, &typed) || typed.Kind == nil || read > 4<<20 {
					t.Errorf("error %v after %d bytes of text, want one of this package early", err, read)
				}
				if name == "rows" && !errors.Is(err, ErrExpands) {
					t.Errorf("error %v, want %v", err, ErrExpands)
				}
			})
		}
	}
	f, err := Open(write(t, "a.csv", packed(t, "gzip", head+strings.Repeat("5,e\n", 1<<18))), data.Dialect{}, Options{ExpansionFloor: 1 << 21})
	if err != nil {
		t.Fatal(err)
	}
	if list := readAll(t, f); len(list) != 1<<18+4 {
		t.Errorf("%d records of a file below the floor, want %d", len(list), 1<<18+4)
	}
}

// TestZstdWindow: a frame that asks for a window of 2 GiB is refused before
// memory is taken. The frame header is that of RFC 8878, section 3.1.1.1: magic,
// a descriptor of 0, and the window descriptor exponent 21, so 2^(10+21) bytes.
func TestZstdWindow(t *testing.T) {
	path := write(t, "a.csv", "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00")
	_, err := Open(path, data.Dialect{}, Options{})
	var typed *Error
	if !errors.As(err, &typed) || !errors.Is(typed.Kind, ErrExpands) || typed.Remedy != "compress it again without --long or --ultra" {
		t.Errorf("error %v, want %v", err, ErrExpands)
	}
}

// TestNotRegular: what is no file is refused and not waited for; a link is what
// it points to.
func TestNotRegular(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no named pipes in folders of this system")
	}
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, link, dir, "/dev/zero"} {
		done := make(chan error, 1)
		go func() {
			_, err := Open(path, data.Dialect{}, Options{})
			done <- err
		}()
		select {
		case err := <-done:
			if !errors.Is(err, ErrNotRegular) {
				t.Errorf("%s: error %v, want %v", path, err, ErrNotRegular)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: opening it hangs", path)
		}
	}
	good := filepath.Join(dir, "good.csv")
	if err := os.Symlink(write(t, "a.csv", "id,name\n1,a\n"), good); err != nil {
		t.Fatal(err)
	}
	f, err := Open(good, data.Dialect{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if list := readAll(t, f); len(list) != 1 {
		t.Errorf("%d records through a link, want 1", len(list))
	}
}

// TestWhole: what is appended to a file begins a new record only where the last
// one has ended.
func TestWhole(t *testing.T) {
	for text, want := range map[string]bool{
		"id,name\n1,a\n":      true,
		"id,name\n1,\"a\"\n":  true,
		"id,name\n1,\"a\"\r":  true,
		"id,name\n":           true,
		"id,name\n1,a":        false,
		"id,name\n1,\"a":      false,
		"id,name\n1,\"a\n":    false,
		"id,name\n1,a\n2,\"b": false,
	} {
		f := open(t, text, data.Dialect{Separator: ",", Quote: `"`, Header: "yes"}, Options{})
		readAll(t, f)
		if f.Whole() != want {
			t.Errorf("%q: whole is %v, want %v", text, f.Whole(), want)
		}
	}
}
