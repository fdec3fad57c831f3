package duckdb

import "testing"

// TestEngineSettings: the limits hold in the engine itself, and nobody can
// change them.
func TestEngineSettings(t *testing.T) {
	e, err := Open(MemoryMB(64))
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for name, want := range map[string]string{
		"enable_external_access": "false", "lock_configuration": "true", "memory_limit": "64.0 MiB", "threads": "1",
		"temp_directory": "", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
		"allow_community_extensions": "false", "allow_unsigned_extensions": "false", "allow_persistent_secrets": "false",
		"max_expression_depth": "1000", "allowed_directories": "[]", "allowed_paths": "[]",
	} {
		var got string
		if err := e.db.QueryRow("select current_setting('" + name + "')::varchar").Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, error %v; want %q", name, got, err, want)
		}
		if _, err := e.db.Exec("reset " + name); err == nil {
			t.Errorf("%s can be reset", name)
		}
	}
}
