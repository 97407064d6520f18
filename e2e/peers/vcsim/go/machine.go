package main

import (
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	poweredOn  = types.VirtualMachinePowerStatePoweredOn
	poweredOff = types.VirtualMachinePowerStatePoweredOff
	suspended  = types.VirtualMachinePowerStateSuspended
)

// The property collector finds the managed object in the first field, so the library's VM is embedded by value.
type machine struct{ simulator.VirtualMachine }

func milliseconds(n int) time.Duration { return time.Duration(n) * time.Millisecond }

func (m *machine) become(state types.VirtualMachinePowerState) {
	tools := types.VirtualMachineToolsRunningStatusGuestToolsNotRunning
	if state == poweredOn && !behaviourOf(m.Name).NoTools {
		tools = types.VirtualMachineToolsRunningStatusGuestToolsRunning
	}
	simulator.Map.Update(m, []types.PropertyChange{
		{Name: "runtime.powerState", Val: state},
		{Name: "summary.runtime.powerState", Val: state},
		{Name: "guest.toolsRunningStatus", Val: string(tools)},
	})
	happened(m.Name, string(state))
}

func (m *machine) wrongState(wanted types.VirtualMachinePowerState) types.BaseMethodFault {
	return &types.InvalidPowerState{RequestedState: wanted, ExistingState: m.Runtime.PowerState}
}

func (m *machine) ShutdownGuest(_ *simulator.Context, _ *types.ShutdownGuest) soap.HasFault {
	behaviour := behaviourOf(m.Name)
	switch {
	case m.Runtime.PowerState != poweredOn:
		return &methods.ShutdownGuestBody{Fault_: simulator.Fault("The attempted operation cannot be performed in the current state.", m.wrongState(poweredOn))}
	case behaviour.NoTools:
		return &methods.ShutdownGuestBody{Fault_: simulator.Fault("VMware Tools is not running.", &types.ToolsUnavailable{})}
	}
	happened(m.Name, "shutdownRequested")
	if behaviour.ShutdownMs >= 0 {
		time.AfterFunc(milliseconds(behaviour.ShutdownMs), func() {
			simulator.Map.WithLock(m, func() {
				if m.Runtime.PowerState == poweredOn {
					m.become(poweredOff)
				}
			})
		})
	}
	return &methods.ShutdownGuestBody{Res: &types.ShutdownGuestResponse{}}
}

func (m *machine) power(description string, from func(types.VirtualMachinePowerState) bool, to types.VirtualMachinePowerState) types.ManagedObjectReference {
	return begin(work{
		entity: m, entityName: m.Name, recent: m.RecentTask, description: description, took: milliseconds(behaviourOf(m.Name).PowerMs),
		effect: func() types.BaseMethodFault {
			if !from(m.Runtime.PowerState) {
				return m.wrongState(to)
			}
			if to == poweredOn && simulator.Map.Get(*m.Runtime.Host).(*host).Runtime.InMaintenanceMode {
				return &types.InvalidState{}
			}
			m.become(to)
			return nil
		},
	})
}

func (m *machine) PowerOnVMTask(_ *simulator.Context, _ *types.PowerOnVM_Task) soap.HasFault {
	task := m.power("VirtualMachine.powerOn", func(s types.VirtualMachinePowerState) bool { return s != poweredOn }, poweredOn)
	return &methods.PowerOnVM_TaskBody{Res: &types.PowerOnVM_TaskResponse{Returnval: task}}
}

func (m *machine) PowerOffVMTask(_ *simulator.Context, _ *types.PowerOffVM_Task) soap.HasFault {
	task := m.power("VirtualMachine.powerOff", func(s types.VirtualMachinePowerState) bool { return s != poweredOff }, poweredOff)
	return &methods.PowerOffVM_TaskBody{Res: &types.PowerOffVM_TaskResponse{Returnval: task}}
}

func (m *machine) SuspendVMTask(_ *simulator.Context, _ *types.SuspendVM_Task) soap.HasFault {
	task := m.power("VirtualMachine.suspend", func(s types.VirtualMachinePowerState) bool { return s == poweredOn }, suspended)
	return &methods.SuspendVM_TaskBody{Res: &types.SuspendVM_TaskResponse{Returnval: task}}
}

func (m *machine) MigrateVMTask(_ *simulator.Context, request *types.MigrateVM_Task) soap.HasFault {
	return &methods.MigrateVM_TaskBody{Res: &types.MigrateVM_TaskResponse{Returnval: m.move("VirtualMachine.migrate", *request.Host, types.VirtualMachineRelocateSpec{})}}
}

func (m *machine) RelocateVMTask(ctx *simulator.Context, request *types.RelocateVM_Task) soap.HasFault {
	if request.Spec.Host == nil {
		return m.VirtualMachine.RelocateVMTask(ctx, request)
	}
	return &methods.RelocateVM_TaskBody{Res: &types.RelocateVM_TaskResponse{Returnval: m.move("VirtualMachine.relocate", *request.Spec.Host, request.Spec)}}
}

func migrationFault(name string) types.BaseMethodFault {
	switch name {
	case "":
		return nil
	case "InsufficientResourcesFault":
		return &types.InsufficientResourcesFault{}
	case "DeviceNotSupported":
		return &types.DeviceNotSupported{Device: "Hard disk 1"}
	default:
		return &types.MigrationFault{}
	}
}

func (m *machine) move(description string, to types.ManagedObjectReference, spec types.VirtualMachineRelocateSpec) types.ManagedObjectReference {
	behaviour := behaviourOf(m.Name)
	return begin(work{
		entity: m, entityName: m.Name, recent: m.RecentTask, description: description, took: milliseconds(behaviour.MigrateMs),
		effect: func() types.BaseMethodFault {
			if fault := migrationFault(behaviour.MigrateFault); fault != nil {
				return fault
			}
			target, there := simulator.Map.Get(to).(*host)
			if !there || target.Runtime.InMaintenanceMode || target.Runtime.ConnectionState != types.HostSystemConnectionStateConnected {
				return &types.InvalidState{}
			}
			if fault := m.relocate(spec, target); fault != nil {
				return fault
			}
			source := simulator.Map.Get(*m.Runtime.Host).(*host)
			if source != target {
				simulator.Map.RemoveReference(source, &source.Vm, m.Self)
				simulator.Map.AddReference(target, &target.Vm, m.Self)
			}
			simulator.Map.Update(m, []types.PropertyChange{{Name: "runtime.host", Val: &to}, {Name: "summary.runtime.host", Val: &to}})
			happened(m.Name, "on "+target.Name)
			return nil
		},
	})
}
