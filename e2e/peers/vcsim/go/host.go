package main

import (
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type host struct{ simulator.HostSystem }

// Calls with each VM of the host, locked. Not from where the host's own lock is held.
func (h *host) eachMachine(do func(*machine)) {
	var vms []types.ManagedObjectReference
	simulator.Map.WithLock(h, func() { vms = append(vms, h.Vm...) })
	for _, ref := range vms {
		if m, is := simulator.Map.Get(ref).(*machine); is {
			simulator.Map.WithLock(m, func() { do(m) })
		}
	}
}

// A real host enters maintenance only once no VM runs on it; the library says "done" at once.
func (h *host) empty() bool {
	empty := true
	h.eachMachine(func(m *machine) { empty = empty && m.Runtime.PowerState != poweredOn })
	return empty
}

func (h *host) maintenance(on bool) {
	simulator.Map.Update(h, []types.PropertyChange{{Name: "runtime.inMaintenanceMode", Val: on}})
	if on {
		happened(h.Name, "inMaintenance")
	} else {
		happened(h.Name, "outOfMaintenance")
	}
}

func (h *host) EnterMaintenanceModeTask(_ *simulator.Context, _ *types.EnterMaintenanceMode_Task) soap.HasFault {
	task := begin(work{
		entity: h, entityName: h.Name, recent: h.RecentTask, description: "HostSystem.enterMaintenanceMode", ready: h.empty,
		effect: func() types.BaseMethodFault {
			if h.Runtime.InMaintenanceMode {
				return &types.InvalidState{}
			}
			h.maintenance(true)
			return nil
		},
	})
	return &methods.EnterMaintenanceMode_TaskBody{Res: &types.EnterMaintenanceMode_TaskResponse{Returnval: task}}
}

func (h *host) ExitMaintenanceModeTask(_ *simulator.Context, _ *types.ExitMaintenanceMode_Task) soap.HasFault {
	task := begin(work{
		entity: h, entityName: h.Name, recent: h.RecentTask, description: "HostSystem.exitMaintenanceMode",
		effect: func() types.BaseMethodFault {
			if !h.Runtime.InMaintenanceMode {
				return &types.InvalidState{}
			}
			h.maintenance(false)
			return nil
		},
	})
	return &methods.ExitMaintenanceMode_TaskBody{Res: &types.ExitMaintenanceMode_TaskResponse{Returnval: task}}
}

func (h *host) ShutdownHostTask(_ *simulator.Context, request *types.ShutdownHost_Task) soap.HasFault {
	if !h.Runtime.InMaintenanceMode && !request.Force {
		return &methods.ShutdownHost_TaskBody{Fault_: simulator.Fault("The operation is not allowed in the current state.", &types.InvalidState{})}
	}
	task := begin(work{
		entity: h, entityName: h.Name, recent: h.RecentTask, description: "HostSystem.shutdown", took: milliseconds(hostBehaviourOf(h.Name).ShutdownMs),
		effect: func() types.BaseMethodFault {
			h.connect(types.HostSystemConnectionStateNotResponding)
			return nil
		},
	})
	return &methods.ShutdownHost_TaskBody{Res: &types.ShutdownHost_TaskResponse{Returnval: task}}
}

// Away for as long as it takes, then connected again, with a new boot time and still in maintenance.
func (h *host) RebootHostTask(_ *simulator.Context, request *types.RebootHost_Task) soap.HasFault {
	if !h.Runtime.InMaintenanceMode && !request.Force {
		return &methods.RebootHost_TaskBody{Fault_: simulator.Fault("The operation is not allowed in the current state.", &types.InvalidState{})}
	}
	away := milliseconds(hostBehaviourOf(h.Name).RebootMs)
	task := begin(work{
		entity: h, entityName: h.Name, recent: h.RecentTask, description: "HostSystem.reboot",
		effect: func() types.BaseMethodFault {
			h.connect(types.HostSystemConnectionStateNotResponding)
			time.AfterFunc(away, func() {
				simulator.Map.WithLock(h, func() { h.connect(types.HostSystemConnectionStateConnected) })
			})
			return nil
		},
	})
	return &methods.RebootHost_TaskBody{Res: &types.RebootHost_TaskResponse{Returnval: task}}
}

func (h *host) connect(state types.HostSystemConnectionState) {
	changes := []types.PropertyChange{{Name: "runtime.connectionState", Val: state}}
	if state == types.HostSystemConnectionStateConnected {
		now := time.Now()
		changes = append(changes, types.PropertyChange{Name: "runtime.bootTime", Val: &now})
	}
	simulator.Map.Update(h, changes)
	happened(h.Name, string(state))
	// What vCenter knows of a lost host's VMs is only a memory.
	go h.eachMachine(func(m *machine) {
		known := types.VirtualMachineConnectionStateConnected
		if state != types.HostSystemConnectionStateConnected {
			known = types.VirtualMachineConnectionStateDisconnected
		}
		simulator.Map.Update(m, []types.PropertyChange{{Name: "runtime.connectionState", Val: known}})
	})
}
