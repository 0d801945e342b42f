package sse

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readAll reads to the end, without the times.
func readAll(t *testing.T, source io.Reader) []event {
	t.Helper()
	events := newReader(source, 1000, time.Now)
	var all []event
	for {
		one, err := events.next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		one.at = time.Time{}
		all = append(all, one)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		stream string
		want   []event
	}{
		"fields":                        {"event: word\nid: 7\ndata: hello\n\n", []event{{id: "7", name: "word", data: "hello"}}},
		"a name there is none of":       {"data: x\n\n", []event{{name: "message", data: "x"}}},
		"a name that holds for one":     {"event: a\ndata: 1\n\ndata: 2\n\n", []event{{name: "a", data: "1"}, {name: "message", data: "2"}}},
		"an id that holds on":           {"id: 1\ndata: a\n\ndata: b\n\n", []event{{id: "1", name: "message", data: "a"}, {id: "1", name: "message", data: "b"}}},
		"an id with NUL":                {"id: a\x00b\ndata: x\n\n", []event{{name: "message", data: "x"}}},
		"several lines of data":         {"data: a\ndata:\ndata: b\n\n", []event{{name: "message", data: "a\n\nb"}}},
		"data without a colon":          {"data\n\n", []event{{name: "message", data: ""}}},
		"one blank after the colon":     {"data:  x\n\ndata:y\n\n", []event{{name: "message", data: " x"}, {name: "message", data: "y"}}},
		"comments and unknown fields":   {": hi\nretry: 10\nother: 1\ndata: x\n\n: bye\n\n", []event{{name: "message", data: "x"}}},
		"no data, no event":             {"event: a\nid: 3\n\ndata: x\n\n", []event{{id: "3", name: "message", data: "x"}}},
		"CR LF":                         {"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", []event{{name: "message", data: "a\nb"}, {name: "message", data: "c"}}},
		"CR":                            {"data: a\r\rdata: b\r\r", []event{{name: "message", data: "a"}, {name: "message", data: "b"}}},
		"all ends mixed":                {"data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", []event{{name: "message", data: "a"}, {name: "message", data: "b"}, {name: "message", data: "c"}}},
		"a byte order mark":             {"\xEF\xBB\xBFdata: x\n\n", []event{{name: "message", data: "x"}}},
		"a mark that is none":           {"data: x\n\n\xEF\xBB\xBFdata: y\n\n", []event{{name: "message", data: "x"}}},
		"an event that is not complete": {"data: x\n\ndata: y\n", []event{{name: "message", data: "x"}}},
		"letters of several bytes":      {"data: žluť 漢\n\n", []event{{name: "message", data: "žluť 漢"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, one.want, readAll(t, strings.NewReader(one.stream)))
			// However the network cuts it up.
			assert.Equal(t, one.want, readAll(t, iotest.OneByteReader(strings.NewReader(one.stream))))
			assert.Equal(t, one.want, readAll(t, iotest.DataErrReader(strings.NewReader(one.stream))))
		})
	}
}

func TestAnEventIsThereWithTheLoneCRThatEndsIt(t *testing.T) {
	t.Parallel()
	source, server := io.Pipe()
	events := newReader(source, 1000, time.Now)
	go func() { _, _ = server.Write([]byte("data: x\r\r")) }()

	one, err := events.next() // does not wait for an LF that may come

	require.NoError(t, err)
	assert.Equal(t, "x", one.data)
}

func TestAnEventHasTheTimeOfItsLastByte(t *testing.T) {
	t.Parallel()
	start := time.Unix(1000, 0)
	reads := 0
	now := func() time.Time {
		reads++
		return start.Add(time.Duration(reads) * time.Second)
	}
	// Reads: "data: a\n" at 1 s, "\ndata: b\n\ndata" at 2 s, ": c\n\n" at 3 s.
	source := io.MultiReader(strings.NewReader("data: a\n"), strings.NewReader("\ndata: b\n\ndata"), strings.NewReader(": c\n\n"))
	events := newReader(source, 1000, now)

	for _, want := range []struct {
		data string
		at   time.Duration
	}{{"a", 2 * time.Second}, {"b", 2 * time.Second}, {"c", 3 * time.Second}} {
		one, err := events.next()
		require.NoError(t, err)
		assert.Equal(t, want.data, one.data)
		assert.Equal(t, want.at, one.at.Sub(start), want.data)
	}
}

func TestNoMoreIsHeldThanMayBe(t *testing.T) {
	t.Parallel()
	for name, stream := range map[string]string{
		"one line without an end":  "data: " + strings.Repeat("x", 1000),
		"a comment":                ": " + strings.Repeat("x", 1000),
		"many lines of data":       strings.Repeat("data: 0123456789\n", 100),
		"an empty line many times": strings.Repeat("data\n", 1002),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events := newReader(strings.NewReader(stream), 1000, time.Now)
			_, err := events.next()
			require.ErrorIs(t, err, errTooLarge)
			assert.ErrorContains(t, err, "more than 1000 bytes")
			assert.LessOrEqual(t, cap(events.line)+cap(events.data), 4000)
		})
	}

	// One byte less passes: a line of "data: " and 994 letters.
	events := newReader(strings.NewReader("data: "+strings.Repeat("x", 994)+"\n\n"), 1000, time.Now)
	one, err := events.next()
	require.NoError(t, err)
	assert.Len(t, one.data, 994)
}

func TestABrokenConnectionIsTold(t *testing.T) {
	t.Parallel()
	broken := errors.New("reset by peer")
	source := io.MultiReader(strings.NewReader("data: a\n\ndata: b"), iotest.ErrReader(broken))
	events := newReader(source, 1000, time.Now)

	one, err := events.next()
	require.NoError(t, err)
	assert.Equal(t, "a", one.data)
	_, err = events.next()
	require.ErrorIs(t, err, broken)
}

type silent struct{}

func (silent) Read([]byte) (int, error) { return 0, nil }

func TestASourceThatGivesNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	_, err := newReader(silent{}, 1000, time.Now).next()
	require.ErrorIs(t, err, io.ErrNoProgress)
}
