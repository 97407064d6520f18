package main

import (
	"log"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// Which VMs a host starts when it boots; the library has none. Written from the API reference.
type autostart struct {
	mo.HostAutoStartManager
	host *host
}

// The VMs that a host is to start, in this order; "" empties it.
type autostartWish struct {
	Off bool     `json:"off"` // its autostart as a whole
	Vms []string `json:"vms"`
}

// Entries replace those of the same VM; VMs that are not named, and defaults that are left out, stay as they are.
func (a *autostart) ReconfigureAutostart(_ *simulator.Context, request *types.ReconfigureAutostart) soap.HasFault {
	simulator.Map.WithLock(a.host, func() { a.reconfigure(request.Spec) })
	return &methods.ReconfigureAutostartBody{Res: &types.ReconfigureAutostartResponse{}}
}

func (a *autostart) reconfigure(spec types.HostAutoStartManagerConfig) {
	if spec.Defaults != nil {
		a.Config.Defaults = spec.Defaults
	}
	entries := append([]types.AutoStartPowerInfo{}, a.Config.PowerInfo...)
	for _, wanted := range spec.PowerInfo {
		known := false
		for at := range entries {
			if entries[at].Key == wanted.Key {
				entries[at], known = wanted, true
			}
		}
		if !known {
			entries = append(entries, wanted)
		}
		if m, is := simulator.Map.Get(wanted.Key).(*machine); is {
			happened(m.Name, "autostart "+wanted.StartAction)
		}
	}
	a.Config.PowerInfo = entries
	a.show()
}

func (a *autostart) show() {
	config := *a.host.Config
	shown := a.Config
	config.AutoStart = &shown
	simulator.Map.Update(a.host, []types.PropertyChange{{Name: "config", Val: &config}})
}

// One per host.
var autostarts []*autostart

// Gives a host its manager, with autostart on and no VM in it.
func (h *host) ownAutostart() {
	manager := &autostart{host: h}
	manager.Self = types.ManagedObjectReference{Type: "HostAutoStartManager", Value: "autostart-" + h.Self.Value}
	manager.Config.Defaults = &types.AutoStartDefaults{Enabled: types.NewBool(true), StartDelay: 120, StopDelay: 120, StopAction: "PowerOff"}
	h.ConfigManager.AutoStartManager = &manager.Self
	simulator.Map.Put(manager)
	autostarts = append(autostarts, manager)
	manager.show()
}

func wishAutostart(hostName string, wish autostartWish) {
	for _, a := range autostarts {
		if a.host.Name != hostName {
			continue
		}
		entries := []types.AutoStartPowerInfo{}
		for at, name := range wish.Vms {
			m := machineNamed(name)
			if m == nil {
				log.Printf("no VM %s", name)
				continue
			}
			entries = append(entries, types.AutoStartPowerInfo{
				Key: m.Self, StartOrder: int32(at + 1), StartDelay: 30, WaitForHeartbeat: "systemDefault", StartAction: "PowerOn",
				StopDelay: -1, StopAction: "systemDefault",
			})
		}
		simulator.Map.WithLock(a.host, func() {
			defaults := *a.Config.Defaults
			defaults.Enabled = types.NewBool(!wish.Off)
			a.Config = types.HostAutoStartManagerConfig{Defaults: &defaults, PowerInfo: entries}
			a.show()
		})
	}
}
