// A vCenter (or a standalone ESX host) for tests: VMware's own simulator library, with the behaviour that matters in a power
// failure added: guests that take their time or hang, tasks that run, hosts that empty before maintenance, answers that get lost.
package main

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/url"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator" // tags
)

// Set once the server is there.
var renewCertificate func()

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "loopback address of the SOAP service")
	user := flag.String("user", "administrator@vsphere.local", "the one account")
	password := flag.String("password", "", "its password")
	standalone := flag.Bool("esx", false, "be a standalone ESX host")
	clusters := flag.Int("clusters", 1, "clusters")
	hosts := flag.Int("hosts", 2, "hosts per cluster")
	machines := flag.Int("vms", 6, "VMs per cluster, or on the one host")
	flag.Parse()

	model := simulator.VPX()
	if *standalone {
		model = simulator.ESX()
	} else {
		model.Datacenter, model.Cluster, model.ClusterHost, model.Host = 1, *clusters, *hosts, 0
	}
	model.Machine, model.Datastore = *machines, 2
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	defer model.Remove()

	furnish(*standalone)
	pair, certificate, err := selfSigned()
	if err != nil {
		log.Fatal(err)
	}
	shown := pair
	var shownLock sync.Mutex
	model.Service.RegisterEndpoints = true
	model.Service.TLS = &tls.Config{
		Certificates: []tls.Certificate{pair},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			shownLock.Lock()
			defer shownLock.Unlock()
			return &tls.Config{Certificates: []tls.Certificate{shown}}, nil
		},
	}
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *password)}
	server := model.Service.NewServer()
	server.Config.Handler = &gate{next: server.Config.Handler}
	renewCertificate = func() {
		if fresh, _, err := selfSigned(); err == nil {
			shownLock.Lock()
			shown = fresh
			shownLock.Unlock()
			server.CloseClientConnections()
		}
	}

	steering, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go serveControl(steering)

	// The one line on standard output: tells the starter that both doors are open, and where.
	_ = json.NewEncoder(os.Stdout).Encode(map[string]string{
		"url":         "https://" + server.URL.Host,
		"control":     "http://" + steering.Addr().String(),
		"certificate": certificate,
	})

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
