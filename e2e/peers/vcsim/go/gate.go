package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"time"
)

// Stands before the simulator's SOAP door and makes the network and the manager as bad as they are in the field.
type gate struct{ next http.Handler }

const sessionCookie = "vmware_soap_session"

var soapMethod = regexp.MustCompile(`<(?:[\w-]+:)?Body[^>]*>\s*<(?:[\w-]+:)?(\w+)`)

const faultAnswer = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
	`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><soapenv:Fault><faultcode>ServerFaultCode</faultcode>` +
	`<faultstring>%s</faultstring><detail><%[2]sFault xmlns="urn:vim25" xsi:type="%[2]s">%[3]s</%[2]sFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>`

func among(list []string, wanted string) bool {
	for _, each := range list {
		if each == wanted {
			return true
		}
	}
	return false
}

func (g *gate) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	method := ""
	if found := soapMethod.FindSubmatch(body); found != nil {
		method = string(found[1])
	}

	lab.Lock()
	rules := lab.gate
	if cookie, err := request.Cookie(sessionCookie); err == nil {
		lab.seen[cookie.Value] = true
		if lab.forgotten[cookie.Value] {
			request.Header.Del("Cookie")
		}
	}
	lab.Unlock()

	select {
	case <-time.After(milliseconds(rules.StallMs)):
	case <-request.Context().Done():
		return
	}
	switch {
	case rules.Garbage:
		fmt.Fprint(answer, "<html><body>It works!<br></body></html>")
	case among(rules.Deny, method):
		answer.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(answer, faultAnswer, "Permission to perform this operation was denied.", "NoPermission",
			`<object type="Folder">group-d1</object><privilegeId>VirtualMachine.Interact.PowerOff</privilegeId>`)
	case among(rules.Unimplemented, method):
		answer.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(answer, faultAnswer, "The requested operation is not implemented by the server.", "NotImplemented", "")
	case among(rules.LoseAnswers, method):
		g.next.ServeHTTP(httptest.NewRecorder(), request)
		if connection, _, err := answer.(http.Hijacker).Hijack(); err == nil {
			_ = connection.Close()
		}
	default:
		if !answerPage(answer, request, method, body, g.next) {
			g.next.ServeHTTP(answer, request)
		}
	}
}
