package pipeline

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// ErrDamaged is the kind of problem of a file of the state that is not what the
// program wrote: cut short, changed, mixed up with another or gone.
var ErrDamaged = errors.New("the state is damaged")

// Every JSON file of the state is sealed: its last key is the SHA-256 of all
// bytes before the line that holds it. What is written here is what stands
// around the checksum; not a byte of it may differ.
const (
	sealBefore = "\n  \"checksum\": \""
	sealAfter  = "\"\n}\n"
	sealLength = len(sealBefore) + 2*sha256.Size + len(sealAfter)
)

// seal adds the checksum to an indented JSON object.
func seal(object []byte) ([]byte, error) {
	body, ok := bytes.CutSuffix(bytes.TrimSpace(object), []byte("}"))
	if !ok {
		return nil, errors.New("only objects can be sealed")
	}
	if body = bytes.TrimRight(body, "\n"); len(body) > 1 {
		body = append(bytes.Clone(body), ',')
	}
	text := append(bytes.Clone(body), sealBefore...)
	text = append(text, checksumOf(body)...)
	return append(text, sealAfter...), nil
}

// unseal checks the seal of a file and gives the object without it. The error
// is of kind ErrDamaged.
func unseal(text []byte) ([]byte, error) {
	at := len(text) - sealLength
	if at < 1 || !bytes.HasPrefix(text[at:], []byte(sealBefore)) || !bytes.HasSuffix(text, []byte(sealAfter)) {
		return nil, fmt.Errorf("it does not end with a checksum: %w", ErrDamaged)
	}
	told := text[at+len(sealBefore) : len(text)-len(sealAfter)]
	if sum := checksumOf(text[:at]); sum != string(told) {
		return nil, fmt.Errorf("its bytes have the checksum %.12s, it says %.12q: %w", sum, told, ErrDamaged)
	}
	return append(bytes.TrimSuffix(bytes.Clone(text[:at]), []byte(",")), "\n}\n"...), nil
}

// writeJSON writes v, which becomes a JSON object, at path: sealed, readable by
// its owner only, whole or not at all.
func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err == nil {
		text, err = seal(text)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return writeFile(path, text)
}

// readJSON reads what writeJSON wrote into v. A file whose seal is broken is an
// error of kind ErrDamaged and leaves v as it is; the caller says what helps.
func readJSON(path string, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	body, err := unseal(text)
	if err == nil {
		err = json.Unmarshal(body, v)
	}
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}

// sealLine begins the last line of a file of text lines, such as a history or a
// model's card: a JSON object in which the checksum of all lines before stands.
// In a card it is a comment that no reader sees.
const (
	sealLine      = `{"checksum":"`
	sealLineAfter = "\"}\n"
	sealCard      = "<!-- checksum "
	sealCardAfter = " -->\n"
)

// sealLines adds a last line with the checksum of the lines before it.
func sealLines(lines []byte, before, after string) []byte {
	return append(bytes.Clone(lines), before+checksumOf(lines)+after...)
}

// unsealLines checks the last line of a file and gives the lines before it. The
// error is of kind ErrDamaged.
func unsealLines(text []byte, before, after string) ([]byte, error) {
	at := len(text) - len(before) - hex.EncodedLen(sha256.Size) - len(after)
	if at < 0 || !bytes.HasPrefix(text[at:], []byte(before)) || !bytes.HasSuffix(text, []byte(after)) {
		return nil, fmt.Errorf("it does not end with a checksum: %w", ErrDamaged)
	}
	told := text[at+len(before) : len(text)-len(after)]
	if sum := checksumOf(text[:at]); sum != string(told) {
		return nil, fmt.Errorf("its bytes have the checksum %.12s, it says %.12q: %w", sum, told, ErrDamaged)
	}
	return text[:at], nil
}
