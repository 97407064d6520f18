package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
)

// The library answers RetrievePropertiesEx with everything at once, whatever maxObjects says; a vCenter gives pages with a token.
// Here its answer is cut into pages on the way out. A page is given once, to whoever asks for its token.
var pages = struct {
	sync.Mutex
	waiting map[string]*cut
	given   int
}{waiting: map[string]*cut{}}

// What is left of an answer: the envelope around its objects, and the objects.
type cut struct {
	head, tail []byte
	objects    [][]byte
	perPage    int
}

var (
	maxObjects = regexp.MustCompile(`<(?:[\w-]+:)?maxObjects[^>]*>(\d+)<`)
	pageToken  = regexp.MustCompile(`<(?:[\w-]+:)?token[^>]*>([^<]+)<`)
)

const objectsEnd = "</objects>"

// Null: nothing to cut, the answer fits in one page (or is a fault).
func cutAnswer(answer []byte, perPage int) *cut {
	start := bytes.Index(answer, []byte("<objects>"))
	end := bytes.LastIndex(answer, []byte(objectsEnd))
	if start < 0 || end < 0 || perPage < 1 {
		return nil
	}
	end += len(objectsEnd)
	objects := bytes.SplitAfter(answer[start:end], []byte(objectsEnd))
	objects = objects[:len(objects)-1] // behind the last one is nothing
	if len(objects) <= perPage {
		return nil
	}
	return &cut{head: answer[:start], tail: answer[end:], objects: objects, perPage: perPage}
}

// The next page; what is left waits under its token.
func (c *cut) page(method string) []byte {
	count := c.perPage
	if count > len(c.objects) {
		count = len(c.objects)
	}
	now, later := c.objects[:count], c.objects[count:]
	var out bytes.Buffer
	// A later page is the answer of the call that asks for it.
	out.Write(bytes.ReplaceAll(c.head, []byte("RetrievePropertiesExResponse"), []byte(method+"Response")))
	if len(later) > 0 {
		pages.Lock()
		pages.given++
		number := pages.given
		pages.waiting[fmt.Sprintf("page&%d", number)] = &cut{c.head, c.tail, later, c.perPage}
		pages.Unlock()
		fmt.Fprintf(&out, "<token>page&amp;%d</token>", number)
	}
	for _, object := range now {
		out.Write(object)
	}
	out.Write(bytes.ReplaceAll(c.tail, []byte("RetrievePropertiesExResponse"), []byte(method+"Response")))
	return out.Bytes()
}

// True where it has answered.
func answerPage(answer http.ResponseWriter, request *http.Request, method string, body []byte, next http.Handler) bool {
	switch method {
	case "RetrievePropertiesEx":
		wish := maxObjects.FindSubmatch(body)
		if wish == nil {
			return false
		}
		perPage, _ := strconv.Atoi(string(wish[1]))
		whole := httptest.NewRecorder()
		next.ServeHTTP(whole, request)
		for name, values := range whole.Header() {
			if name != "Content-Length" {
				answer.Header()[name] = values
			}
		}
		written := whole.Body.Bytes()
		if parts := cutAnswer(written, perPage); parts != nil {
			written = parts.page(method)
		}
		answer.WriteHeader(whole.Code)
		_, _ = answer.Write(written)
		return true
	case "ContinueRetrievePropertiesEx":
		wish := pageToken.FindSubmatch(body)
		if wish == nil {
			return false
		}
		token := string(bytes.ReplaceAll(wish[1], []byte("&amp;"), []byte("&")))
		pages.Lock()
		rest, there := pages.waiting[token]
		delete(pages.waiting, token)
		pages.Unlock()
		if !there {
			return false
		}
		answer.Header().Set("Content-Type", "text/xml; charset=utf-8")
		_, _ = answer.Write(rest.page(method))
		return true
	}
	return false
}
