package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"predict/configs"
	"predict/data/columnar"
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
		return permissionRemedy(err)
	case errors.Is(err, columnar.ErrDamaged):
		return "; `predict verify` names every damaged file of the state: restore it from a backup, or remove lake and mapping.json and load all exports again"
	case errors.Is(err, syscall.ENOSPC):
		return "; make room on that disk, or name a folder on another with --state; what was there before still stands"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "; raise the limit of open files (ulimit -n, or LimitNOFILE of the service) or lower resources.workers; what was there before still stands"
	case errors.Is(err, syscall.EROFS):
		return "; that file system is read-only: name another folder with --state"
	}
	return ""
}

// permissionRemedy names the file that this user may not read, be it an export,
// the config or one of the state; else the folder to write to is meant.
func permissionRemedy(err error) string {
	var export *ingest.FileError
	if errors.As(err, &export) && export.Path != "" {
		return "; let this user read " + export.Path
	}
	var path *fs.PathError
	if errors.As(err, &path) && slices.Contains([]string{"open", "read", "stat", "lstat"}, path.Op) {
		f, err := os.Open(path.Path)
		if err == nil {
			_ = f.Close() // nothing was read
		}
		if errors.Is(err, fs.ErrPermission) {
			return "; let this user read " + path.Path
		}
	}
	return "; let this user read and write there, or name another folder with --state"
}
