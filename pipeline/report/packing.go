package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// packLength is from how many objects on an array is packed.
const packLength = 12

// pack writes a value as JSON in which long arrays of objects are columns, so that
// their names, and texts that come often, are not written again and again:
//
//	{"$n": 3, "$columns": {"kpi": {"$texts": ["growth"], "$codes": [1, 1, 0]}, "value": [1, null, {}]}}
//
// Codes count from 1, 0 being no such name in the object, as {} is among values.
// unpack of assets/data.js turns it back.
func pack(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("report: packing: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber() // numbers stay as they were written
	var plain any
	if err := d.Decode(&plain); err != nil {
		return nil, fmt.Errorf("report: packing: %w", err)
	}
	return packed(plain), nil
}

func packed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			v[key] = packed(inner)
		}
	case []any:
		if objects := objectsOf(v); objects != nil {
			return packObjects(objects)
		}
		for i, inner := range v {
			v[i] = packed(inner)
		}
	}
	return v
}

// objectsOf returns the objects of an array that is worth packing; nil for others.
func objectsOf(all []any) []map[string]any {
	if len(all) < packLength {
		return nil
	}
	objects := make([]map[string]any, len(all))
	for i, v := range all {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		objects[i] = o
	}
	return objects
}

func packObjects(objects []map[string]any) any {
	names := map[string]bool{}
	for _, o := range objects {
		for name := range o {
			names[name] = true
		}
	}
	columns := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		columns[name] = packColumn(objects, name)
	}
	return map[string]any{"$n": len(objects), "$columns": columns}
}

// packColumn packs the values of one name.
func packColumn(objects []map[string]any, name string) any {
	values, texts := make([]any, len(objects)), &dictionary{codes: map[string]int{}}
	codes, coded := make([]int, len(objects)), true
	for i, o := range objects {
		v, ok := o[name]
		if !ok {
			values[i] = struct{}{}
			continue
		}
		values[i] = packed(v)
		s, isText := v.(string)
		if coded = coded && isText && s != ""; coded {
			codes[i] = texts.code(s)
		}
	}
	if coded && len(texts.texts) <= len(objects)/2 {
		return map[string]any{"$texts": texts.texts, "$codes": codes}
	}
	return values
}
