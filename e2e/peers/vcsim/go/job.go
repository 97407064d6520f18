package main

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// A task that takes its time, tells its progress and can be cancelled (the library's own are over before they are returned).
type job struct {
	mo.Task
	once      sync.Once
	cancelled chan struct{}
}

var jobs int64

type work struct {
	entity      mo.Reference
	entityName  string
	description string // as vCenter's DescriptionId: VirtualMachine.powerOff
	recent      []types.ManagedObjectReference
	took        time.Duration
	ready       func() bool                  // more waiting, after `took`, until this is so
	effect      func() types.BaseMethodFault // runs with the entity locked
}

// The caller (the SOAP service) holds the entity's lock.
func (w work) remember(task types.ManagedObjectReference) {
	const kept = 10
	recent := append(append([]types.ManagedObjectReference{}, w.recent...), task)
	if len(recent) > kept {
		recent = recent[len(recent)-kept:]
	}
	simulator.Map.Update(w.entity, []types.PropertyChange{{Name: "recentTask", Val: recent}})
}

func (j *job) set(changes ...types.PropertyChange) {
	simulator.Map.WithLock(j, func() { simulator.Map.Update(j, changes) })
}

func begin(w work) types.ManagedObjectReference {
	entity := w.entity.Reference()
	self := types.ManagedObjectReference{Type: "Task", Value: fmt.Sprintf("task-lab-%d", atomic.AddInt64(&jobs, 1))}
	now := time.Now()
	j := &job{cancelled: make(chan struct{})}
	j.Self = self
	j.Info = types.TaskInfo{
		Key: self.Value, Task: self, DescriptionId: w.description, Entity: &entity, EntityName: w.entityName,
		State: types.TaskInfoStateRunning, Cancelable: true, QueueTime: now, StartTime: &now,
		Reason: &types.TaskReasonUser{UserName: "lab"},
	}
	simulator.Map.Put(j)
	w.remember(self)
	go j.run(w)
	return self
}

func (j *job) run(w work) {
	const ticks = 10
	for tick := 1; tick <= ticks && w.took > 0; tick++ {
		select {
		case <-j.cancelled:
			j.end(&types.RequestCanceled{})
			return
		case <-time.After(w.took / ticks):
		}
		if tick < ticks {
			j.set(types.PropertyChange{Name: "info.progress", Val: int32(tick * 100 / ticks)})
		}
	}
	for w.ready != nil && !w.ready() {
		select {
		case <-j.cancelled:
			j.end(&types.RequestCanceled{})
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	var fault types.BaseMethodFault
	simulator.Map.WithLock(w.entity, func() { fault = w.effect() })
	j.end(fault)
}

func (j *job) end(fault types.BaseMethodFault) {
	changes := []types.PropertyChange{{Name: "info.completeTime", Val: time.Now()}}
	if fault == nil {
		changes = append(changes, types.PropertyChange{Name: "info.state", Val: types.TaskInfoStateSuccess})
	} else {
		changes = append(changes,
			types.PropertyChange{Name: "info.state", Val: types.TaskInfoStateError},
			types.PropertyChange{Name: "info.error", Val: types.LocalizedMethodFault{Fault: fault, LocalizedMessage: fmt.Sprintf("%T", fault)}},
		)
	}
	j.set(changes...)
}

func (j *job) CancelTask(_ *simulator.Context, _ *types.CancelTask) soap.HasFault {
	j.once.Do(func() { close(j.cancelled) })
	return &methods.CancelTaskBody{Res: &types.CancelTaskResponse{}}
}
