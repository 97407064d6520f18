package main

import (
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

func datastoreNamed(name string) *simulator.Datastore {
	for _, entity := range simulator.Map.All("Datastore") {
		if store := entity.(*simulator.Datastore); store.Name == name {
			return store
		}
	}
	return nil
}

func reaches(h *host, store types.ManagedObjectReference) bool {
	for _, each := range h.Datastore {
		if each == store {
			return true
		}
	}
	return false
}

// "[LocalDS_0] vm/disk.vmdk" on another datastore.
func onStore(path string, store *simulator.Datastore) string {
	if at := strings.Index(path, "]"); at >= 0 {
		path = path[at+1:]
	}
	return "[" + store.Name + "]" + path
}

// Puts each disk, by its key, where it is to be, and the home as well.
func (m *machine) place(of func(int32) *simulator.Datastore, home *simulator.Datastore) {
	m.Config.Files.VmPathName = onStore(m.Config.Files.VmPathName, home)
	m.Datastore = []types.ManagedObjectReference{home.Self}
	for at, device := range m.Config.Hardware.Device {
		disk, is := device.(*types.VirtualDisk)
		if !is {
			continue
		}
		own := *disk
		if backing, is := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); is {
			store := of(disk.Key)
			other := *backing
			other.Datastore, other.FileName = &store.Self, onStore(backing.FileName, store)
			own.Backing = &other
			if store != home {
				m.Datastore = append(m.Datastore, store.Self)
			}
		}
		m.Config.Hardware.Device[at] = &own
	}
}

// Where a relocation leaves everything; a fault where the target would not reach some of it, as a real vCenter checks before it begins.
func (m *machine) relocate(spec types.VirtualMachineRelocateSpec, target *host) types.BaseMethodFault {
	wanted := map[int32]*simulator.Datastore{}
	var home *simulator.Datastore
	for _, entity := range simulator.Map.All("Datastore") {
		store := entity.(*simulator.Datastore)
		if strings.HasPrefix(m.Config.Files.VmPathName, "["+store.Name+"]") {
			home = store
		}
	}
	if spec.Datastore != nil {
		home, _ = simulator.Map.Get(*spec.Datastore).(*simulator.Datastore)
	}
	if home == nil || !reaches(target, home.Self) {
		return &types.InvalidDatastore{Name: "home"}
	}
	for _, device := range m.Config.Hardware.Device {
		disk, is := device.(*types.VirtualDisk)
		if !is {
			continue
		}
		backing, is := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
		if !is || backing.Datastore == nil {
			continue
		}
		to := *backing.Datastore
		if spec.Datastore != nil {
			to = *spec.Datastore
		}
		for _, locator := range spec.Disk {
			if locator.DiskId == disk.Key {
				to = locator.Datastore
			}
		}
		store, there := simulator.Map.Get(to).(*simulator.Datastore)
		if !there || !reaches(target, to) {
			return &types.InvalidDatastore{Name: backing.FileName}
		}
		wanted[disk.Key] = store
	}
	m.place(func(key int32) *simulator.Datastore {
		if store := wanted[key]; store != nil {
			return store
		}
		return home
	}, home)
	return nil
}
