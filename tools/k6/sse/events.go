package sse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// Bytes taken from the connection at once.
const chunkBytes = 16 << 10

// Reads of nothing in a row after which a connection counts as broken, as in bufio.
const maxEmptyReads = 100

var byteOrderMark = []byte("\xEF\xBB\xBF")

// errTooLarge says that a line, or an event's data, is longer than a reader may hold.
var errTooLarge = errors.New("larger than may be held")

// event is one event of a stream.
type event struct {
	id, name, data string
	// When its last byte was there.
	at time.Time
}

// reader takes a stream of server-sent events apart, as https://html.spec.whatwg.org (9.2.6) says, and remembers when
// each byte came. It holds one line and one event, each of maxBytes at most.
type reader struct {
	source   io.Reader
	now      func() time.Time
	maxBytes int

	chunk   []byte
	unread  []byte
	readAt  time.Time
	broken  error
	afterCR bool
	begun   bool
	line    []byte

	id, name string
	data     []byte
	hasData  bool
	comments int
}

func newReader(source io.Reader, maxBytes int, now func() time.Time) *reader {
	return &reader{source: source, now: now, maxBytes: maxBytes, chunk: make([]byte, chunkBytes)}
}

// next waits for an event to be complete. What a stream's end leaves incomplete is no event: then, io.EOF.
func (r *reader) next() (event, error) {
	for {
		line, err := r.readLine()
		if err != nil {
			return event{}, err
		}
		if len(line) > 0 {
			if err := r.take(line); err != nil {
				return event{}, err
			}
			continue
		}
		whole, isOne := event{id: r.id, name: r.name, data: string(r.data), at: r.readAt}, r.hasData
		r.name, r.data, r.hasData = "", r.data[:0], false
		if whole.name == "" {
			whole.name = "message"
		}
		if isOne {
			return whole, nil
		}
	}
}

// take reads one line that is not empty into the event under way.
func (r *reader) take(line []byte) error {
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "":
		r.comments++
	case "data":
		if len(r.data)+1+len(value) > r.maxBytes {
			return fmt.Errorf("the data of an event is %w: more than %d bytes", errTooLarge, r.maxBytes)
		}
		if r.hasData {
			r.data = append(r.data, '\n')
		}
		r.data, r.hasData = append(r.data, value...), true
	case "event":
		r.name = string(value)
	case "id":
		if !bytes.ContainsRune(value, 0) {
			r.id = string(value)
		}
	}
	return nil
}

// readLine gives the next line without its end: LF, CR or both. A lone CR ends a line at once: nothing is waited for.
func (r *reader) readLine() ([]byte, error) {
	r.line = r.line[:0]
	for {
		if len(r.unread) == 0 {
			if err := r.fill(); err != nil {
				return nil, err
			}
		}
		if r.afterCR {
			r.afterCR = false
			if r.unread[0] == '\n' {
				r.unread = r.unread[1:]
				continue
			}
		}
		end := bytes.IndexAny(r.unread, "\r\n")
		piece := r.unread
		if end >= 0 {
			piece = r.unread[:end]
		}
		if len(r.line)+len(piece) > r.maxBytes {
			return nil, fmt.Errorf("a line is %w: more than %d bytes", errTooLarge, r.maxBytes)
		}
		r.line = append(r.line, piece...)
		if end < 0 {
			r.unread = nil
			continue
		}
		r.afterCR = r.unread[end] == '\r'
		r.unread = r.unread[end+1:]
		if !r.begun {
			r.begun = true
			return bytes.TrimPrefix(r.line, byteOrderMark), nil
		}
		return r.line, nil
	}
}

func (r *reader) fill() error {
	for range maxEmptyReads {
		if r.broken != nil {
			return r.broken
		}
		count, err := r.source.Read(r.chunk)
		r.broken = err
		if count > 0 {
			r.readAt, r.unread = r.now(), r.chunk[:count]
			return nil
		}
	}
	return io.ErrNoProgress
}
