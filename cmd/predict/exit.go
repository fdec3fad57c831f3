package main

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"predict/configs"
	"predict/data/ingest"
	"predict/pipeline"
)

// The exit codes.
const (
	exitOK          = 0
	exitInternal    = 1
	exitUsage       = 2
	exitContract    = 3
	exitGate        = 4
	exitGuard       = 5
	exitLocked      = 6
	exitInterrupted = 130
)

// exitCodesTitle stands before the exit codes in help texts.
const exitCodesTitle = "Exit codes:\n"

const exitCodesHelp = exitCodesTitle + `  0    done
  1    internal error, or an error of the machine (disk full, no permission)
  2    wrong use of the command line, or a mistake in the config
  3    the exports break their contract, or do not suffice
  4    no model may be used: none could be trained or judged, the gate refused it,
       or it does not fit
  5    a guard found the exports or the list implausible: the last list stays
  6    another run is using the state folder
  130  interrupted`

// exitCode is the one place that turns errors into exit codes.
func exitCode(ctx context.Context, err error) int {
	var usage *usageError
	var config *configs.Error
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &usage), errors.As(err, &config), errors.Is(err, pipeline.ErrConfig):
		return exitUsage
	case errors.Is(err, ingest.ErrContract), errors.Is(err, pipeline.ErrData):
		return exitContract
	case errors.Is(err, pipeline.ErrGate):
		return exitGate
	case errors.Is(err, pipeline.ErrGuard):
		return exitGuard
	case errors.Is(err, pipeline.ErrLocked):
		return exitLocked
	}
	return exitInternal
}

// machineRemedy says what helps against an error of the machine that does not
// say so itself; it is empty for others.
func machineRemedy(err error) string {
	if err == nil || strings.Contains(err.Error(), "--state") {
		return ""
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "; let this user read and write there, or name another folder with --state"
	case errors.Is(err, syscall.ENOSPC):
		return "; make room on that disk, or name a folder on another with --state; what was there before still stands"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "; raise the limit of open files (ulimit -n, or LimitNOFILE of the service) or lower resources.workers; what was there before still stands"
	case errors.Is(err, syscall.EROFS):
		return "; that file system is read-only: name another folder with --state"
	}
	return ""
}
