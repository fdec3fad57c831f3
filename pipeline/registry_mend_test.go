package pipeline

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// flipped changes one byte in the middle of a file.
func flipped(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// damagedPaths are what verify calls damaged, without the remedies.
func damagedPaths(t *testing.T, s *State) []string {
	t.Helper()
	v, err := Verify(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range v.Damaged {
		if strings.HasPrefix(f.Path, "models") {
			paths = append(paths, strings.ReplaceAll(f.Path, champion(t, s), "ID")+": "+f.Remedy)
		}
	}
	return paths
}

func TestFilesBesideTheChampionAreMended(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	id := stored(t, s, 30, true)
	if err := s.promote(id, "trained", false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filesFile, cardFile} {
		path := s.path("models", id, name)
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		flipped(t, path)
		if got := damagedPaths(t, s); len(got) != 1 || !strings.Contains(got[0], "let `predict run` write the file anew") {
			t.Errorf("%s: verify says %q", name, got)
		}
		if c, err := s.championCondition(nil); err != nil || !strings.Contains(c.Damaged, name) || c.Problem != "" {
			t.Errorf("%s: status says %+v, error %v", name, c, err)
		}
		if !s.mendChampion() {
			t.Errorf("%s: the model is said to be damaged", name)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s is not as it was: %v", name, err)
		}
		if got := damagedPaths(t, s); len(got) != 0 {
			t.Errorf("%s: still damaged: %q", name, got)
		}
	}
}

func TestDamagedChampion(t *testing.T) {
	s := testState(t, t.TempDir(), "2025-12-01")
	id, refused := stored(t, s, 30, true), stored(t, s, 40, false)
	if err := s.promote(id, "trained", false); err != nil {
		t.Fatal(err)
	}
	if err := s.remove(id, true); !errors.Is(err, ErrConfig) {
		t.Errorf("a champion that is whole is removed by force: error %v", err)
	}
	flipped(t, s.path("models", id, modelFile))
	if s.mendChampion() {
		t.Error("a damaged champion is said to be whole")
	}
	if got := damagedPaths(t, s); len(got) != 1 || !strings.Contains(got[0], "`predict models remove "+id+" --force`") {
		t.Errorf("verify says %q", got)
	}
	err := s.promote(refused, "trained", false)
	if !errors.Is(err, ErrGate) || !strings.Contains(err.Error(), "is damaged and cannot score") || !strings.Contains(err.Error(), "from a backup") || strings.Contains(err.Error(), "stays") {
		t.Errorf("refusal: %v", err)
	}
	if err := s.remove(id, false); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "--force") {
		t.Errorf("removing it without force: %v", err)
	}
	if err := s.remove(id, true); err != nil {
		t.Fatalf("removing it by force: %v", err)
	}
	if got := champion(t, s); got != "" {
		t.Errorf("the champion is %q", got)
	}
	if v, err := Verify(context.Background(), s); err != nil || len(v.Damaged) > 0 {
		t.Errorf("after the removal: %+v, error %v", v, err)
	}
}

// TestHistoryBegunAnew: what helps against a damaged history does help.
func TestHistoryBegunAnew(t *testing.T) {
	tests := []struct {
		name string
		then func(*testing.T, *State, string)
		want []string
	}{
		{"by a run", func(t *testing.T, s *State, _ string) {
			if !s.mendChampion() {
				t.Error("the champion is said to be damaged")
			}
		}, []string{"begun a"}},
		{"by a refusal", func(t *testing.T, s *State, bad string) {
			if err := s.promote(bad, "trained", false); !errors.Is(err, ErrGate) {
				t.Error(err)
			}
		}, []string{"begun a", "refused b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := testState(t, t.TempDir(), "2025-12-01")
			a, b := stored(t, s, 30, true), stored(t, s, 40, false)
			if err := s.promote(a, "trained", false); err != nil {
				t.Fatal(err)
			}
			flipped(t, s.path("models", historyFile))
			if got := damagedPaths(t, s); len(got) != 1 || !strings.Contains(got[0], "move it away: the next `predict run` begins a new one") {
				t.Errorf("verify says %q", got)
			}
			if err := os.Remove(s.path("models", historyFile)); err != nil {
				t.Fatal(err)
			}
			test.then(t, s, b)
			if got := damagedPaths(t, s); len(got) != 0 {
				t.Errorf("still damaged: %q", got)
			}
			got := deeds(t, s, map[string]string{a: "a", b: "b"})
			if strings.Join(got, ", ") != strings.Join(test.want, ", ") {
				t.Errorf("history %q, want %q", got, test.want)
			}
		})
	}
}
