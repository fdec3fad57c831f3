package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
	"unicode/utf8"
)

// mostOutput is how much of a command's output is kept, in bytes.
const mostOutput = 4096

// afterKill is how long the output of a killed command's children is waited for.
const afterKill = 2 * time.Second

// Command is a program that is told of runs.
type Command struct {
	// Args are the program and its arguments.
	Args []string
	// Env is its whole environment, as NAME=value.
	Env []string
	// Timeout is the time after which it is killed, with what it has started.
	Timeout time.Duration
}

// Run starts the program, gives it the message on its standard input and waits
// for it. Output is the beginning of what it wrote to standard output and error,
// also where it failed. The error says how it ended.
func (c Command) Run(ctx context.Context, message []byte) (output string, err error) {
	if len(c.Args) == 0 {
		return "", errors.New("hook: there is no program to run")
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	kept := &beginning{}
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Env, bytes.NewReader(message), kept, kept
	cmd.WaitDelay = afterKill
	killGroup(cmd)
	err = cmd.Run()
	switch {
	case err == nil:
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("hook: running %s: it took longer than %s and was killed; raise deliver.command.timeout_seconds, or let it do its work in the background", c.Args[0], c.Timeout)
	case errors.Is(err, exec.ErrWaitDelay):
		err = nil // it has ended well; what it left running holds its output
	default:
		err = fmt.Errorf("hook: running %s: %w", c.Args[0], err)
	}
	return kept.String(), err
}

// beginning keeps the first bytes that are written to it.
type beginning struct {
	text []byte
	more int64 // bytes that were not kept
}

// Write takes all and keeps the beginning.
func (b *beginning) Write(p []byte) (int, error) {
	n := min(len(p), mostOutput-len(b.text))
	b.text = append(b.text, p[:n]...)
	b.more += int64(len(p) - n)
	return len(p), nil
}

// String is what was kept, and says where there was more.
func (b *beginning) String() string {
	text := b.text
	for len(text) > 0 && b.more > 0 { // not half a character at the end
		if r, size := utf8.DecodeLastRune(text); r != utf8.RuneError || size != 1 {
			break
		}
		text = text[:len(text)-1]
	}
	s := strings.TrimSpace(strings.ToValidUTF8(string(text), "\uFFFD"))
	if b.more > 0 {
		s += fmt.Sprintf(" … (%d bytes more)", b.more)
	}
	return s
}
