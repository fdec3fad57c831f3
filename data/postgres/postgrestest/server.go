package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Server is a running server.
type Server struct {
	dir    string
	script string
	url    string
}

// errNone: there is no PostgreSQL on this machine.
var errNone = errors.New("there is no PostgreSQL server here: run scripts/postgres install")

// Start starts a server that ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := Run()
	if errors.Is(err, errNone) && os.Getenv("CI") == "" && os.Getenv("PREDICT_NEED_POSTGRES") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Run starts a server, which Stop ends.
func Run() (*Server, error) {
	script, err := findScript()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg") // short, for the path of the socket has a limit of 107 bytes
	if err != nil {
		return nil, fmt.Errorf("making a folder for the server: %w", err)
	}
	s := &Server{dir: dir, script: script}
	var said strings.Builder
	start := exec.Command(script, "start", dir)
	start.Stderr = &said
	out, err := start.Output()
	if err == nil {
		s.url = strings.TrimSpace(string(out))
		return s, nil
	}
	_ = os.RemoveAll(dir) // of no use any more
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 3 {
		return nil, errNone
	}
	return nil, fmt.Errorf("starting PostgreSQL: %w: %s", err, said.String())
}

// findScript looks for scripts/postgres from the working folder upwards.
func findScript() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("finding scripts/postgres: %w", err)
	}
	for ; ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, "scripts", "postgres")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("finding scripts/postgres: not in the working folder or above it")
		}
	}
}

// Stop ends the server and removes its data.
func (s *Server) Stop() error {
	out, err := exec.Command(s.script, "stop", s.dir).CombinedOutput()
	if err != nil {
		err = fmt.Errorf("stopping PostgreSQL: %w: %s", err, out)
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// URL is the connection of a user to a database. The owner of the server is
// owner; all other users but guarded are let in without a password, too.
func (s *Server) URL(user, password, database string) string {
	who := url.User(user)
	if password != "" {
		who = url.UserPassword(user, password)
	}
	return "postgres://" + who.String() + "@/" + database + "?host=" + url.QueryEscape(s.dir)
}

// Host is the folder of the socket, in the place of a host name.
func (s *Server) Host() string { return s.dir }

// Database makes an empty database and gives the owner's connection to it.
func (s *Server) Database(t testing.TB, name string) string {
	t.Helper()
	s.Exec(t, s.url, `create database "`+name+`"`)
	return s.URL("owner", "", name)
}

// Connect opens a connection that ends with the test.
func (s *Server) Connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// Exec runs statements on a connection of its own.
func (s *Server) Exec(t testing.TB, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, statement := range statements {
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// Rows gives what a query finds, each row as texts with a bar between, missing
// values as a dash.
func (s *Server) Rows(t testing.TB, url, query string, values ...any) []string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	found, err := conn.Query(context.Background(), query, append([]any{pgx.QueryExecModeSimpleProtocol}, values...)...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	all, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (string, error) {
		var cells []string
		for _, raw := range row.RawValues() {
			text := "-"
			if raw != nil {
				text = string(raw)
			}
			cells = append(cells, text)
		}
		return strings.Join(cells, "|"), nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}
