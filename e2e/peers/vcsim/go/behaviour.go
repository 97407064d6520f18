package main

import (
	"encoding/json"
	"net"
	"net/http"
	"sync"
	"time"
)

// How one VM (or "*", all that have no entry of their own) behaves. Zero is the well-behaved, instant guest.
type vmBehaviour struct {
	ShutdownMs   int    `json:"shutdownMs"` // the guest needs so long; below zero it never stops
	NoTools      bool   `json:"noTools"`
	PowerMs      int    `json:"powerMs"` // power on, power off, suspend
	MigrateMs    int    `json:"migrateMs"`
	MigrateFault string `json:"migrateFault"` // a fault's type name; the move fails with it at its end
}

type hostBehaviour struct {
	ShutdownMs int `json:"shutdownMs"`
	RebootMs   int `json:"rebootMs"` // so long it is away
}

// What happens at the door, before or after the simulator sees a call. Lists hold SOAP method names.
type gateBehaviour struct {
	LoseAnswers   []string `json:"loseAnswers"`   // carried out, but the connection breaks before the answer
	Deny          []string `json:"deny"`          // NoPermission
	Unimplemented []string `json:"unimplemented"` // as an older version would say
	StallMs       int      `json:"stallMs"`       // every answer comes so late
	Garbage       bool     `json:"garbage"`       // every answer is a web page
}

type order struct {
	Vms            map[string]vmBehaviour   `json:"vms"`
	Hosts          map[string]hostBehaviour `json:"hosts"`
	Gate           *gateBehaviour           `json:"gate"`
	ForgetSessions bool                     `json:"forgetSessions"`
	Shape          map[string]vmShape       `json:"shape"`
	HostStates     map[string]hostShape     `json:"hostStates"`
	Rules          []ruleWish               `json:"rules"`
	Autostart      map[string]autostartWish `json:"autostart"`      // by host
	NewCertificate bool                     `json:"newCertificate"` // and every connection is closed, as when a manager is restarted with it
}

// One thing that happened to a VM or host, for tests that check the order of a whole run.
type happening struct {
	AtMs int64  `json:"atMs"`
	Name string `json:"name"`
	What string `json:"what"`
}

var lab = struct {
	sync.Mutex
	vms        map[string]vmBehaviour
	hosts      map[string]hostBehaviour
	gate       gateBehaviour
	forgotten  map[string]bool
	seen       map[string]bool
	happenings []happening
}{
	vms: map[string]vmBehaviour{}, hosts: map[string]hostBehaviour{},
	forgotten: map[string]bool{}, seen: map[string]bool{}, happenings: []happening{},
}

func behaviourOf(name string) vmBehaviour {
	lab.Lock()
	defer lab.Unlock()
	if own, there := lab.vms[name]; there {
		return own
	}
	return lab.vms["*"]
}

func hostBehaviourOf(name string) hostBehaviour {
	lab.Lock()
	defer lab.Unlock()
	if own, there := lab.hosts[name]; there {
		return own
	}
	return lab.hosts["*"]
}

func happened(name, what string) {
	lab.Lock()
	defer lab.Unlock()
	lab.happenings = append(lab.happenings, happening{time.Now().UnixMilli(), name, what})
}

func obey(wish order) {
	lab.Lock()
	for name, behaviour := range wish.Vms {
		lab.vms[name] = behaviour
	}
	for name, behaviour := range wish.Hosts {
		lab.hosts[name] = behaviour
	}
	if wish.Gate != nil {
		lab.gate = *wish.Gate
	}
	if wish.ForgetSessions {
		for cookie := range lab.seen {
			lab.forgotten[cookie] = true
		}
	}
	lab.Unlock()
	for name, behaviour := range wish.Vms {
		showTools(name, behaviour)
	}
	for name, shape := range wish.Shape {
		shapeMachine(name, shape)
	}
	for name, shape := range wish.HostStates {
		shapeHost(name, shape)
	}
	for name, autostart := range wish.Autostart {
		wishAutostart(name, autostart)
	}
	if wish.Rules != nil {
		setRules(wish.Rules)
	}
	if wish.NewCertificate {
		renewCertificate()
	}
}

func serveControl(listener net.Listener) {
	mux := http.NewServeMux()
	mux.HandleFunc("/control", func(answer http.ResponseWriter, request *http.Request) {
		var wish order
		decoder := json.NewDecoder(request.Body)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&wish); err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		obey(wish)
	})
	mux.HandleFunc("/happenings", func(answer http.ResponseWriter, _ *http.Request) {
		lab.Lock()
		defer lab.Unlock()
		_ = json.NewEncoder(answer).Encode(lab.happenings)
	})
	_ = http.Serve(listener, mux)
}
