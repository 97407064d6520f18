package main

import (
	"fmt"
	"log"
	"time"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// What a test can make of one VM.
type vmShape struct {
	Template    bool   `json:"template"`
	Vcls        bool   `json:"vcls"`
	Passthrough bool   `json:"passthrough"`
	CdImage     string `json:"cdImage"` // "[LocalDS_1] tools.iso"
	Power       string `json:"power"`
	DiskOn      string `json:"diskOn"` // the datastore of its home and all its disks
}

type hostShape struct {
	Connection    string `json:"connection"`
	InMaintenance *bool  `json:"inMaintenance"`
	Lockdown      string `json:"lockdown"` // "lockdownDisabled", "lockdownNormal", "lockdownStrict"
	Without       string `json:"without"`  // a datastore that it does not reach

	Sensors []hostSensor `json:"sensors"`
}

// One sensor of a host's hardware, as its management controller names it.
type hostSensor struct {
	Name   string  `json:"name"`
	Health string  `json:"health"` // "green", "yellow", "red", "unknown"
	Watts  float64 `json:"watts"`  // zero: it measures nothing
	Stamp  string  `json:"stamp"`  // when it was read; empty: it does not tell
}

func (s hostSensor) info() types.HostNumericSensorInfo {
	info := types.HostNumericSensorInfo{Name: s.Name, BaseUnits: "unspecified", RateUnits: "none", SensorType: "power", TimeStamp: s.Stamp}
	info.HealthState = &types.ElementDescription{Key: s.Health, Description: types.Description{Label: s.Health, Summary: s.Health}}
	if s.Watts != 0 {
		info.BaseUnits, info.UnitModifier, info.CurrentReading = "Watts", -2, int64(s.Watts*100)
	}
	return info
}

// Replaces the library's VMs and hosts by ours and gives the site what a real one has: shared storage, tools, DRS, EVC.
func furnish(standalone bool) {
	for _, entity := range simulator.Map.All("HostSystem") {
		if plain, is := entity.(*simulator.HostSystem); is {
			h := &host{*plain}
			h.Summary.Runtime = &h.Runtime
			h.Runtime.ConnectionState = types.HostSystemConnectionStateConnected
			// A host that is asked for a reboot has been up for a while.
			bootedAt := time.Now().Add(-time.Hour)
			h.Runtime.BootTime = &bootedAt
			simulator.Map.Put(h)
			h.ownAutostart()
		}
	}
	for _, entity := range simulator.Map.All("VirtualMachine") {
		if plain, is := entity.(*simulator.VirtualMachine); is {
			m := &machine{*plain}
			m.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
			m.Guest.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsCurrent)
			m.ownDevices()
			simulator.Map.Put(m)
		}
	}
	for _, entity := range simulator.Map.All("Datastore") {
		store := entity.(*simulator.Datastore)
		shared := store.Name == "LocalDS_0" && !standalone
		store.Summary.MultipleHostAccess = types.NewBool(shared)
		store.Summary.Type = string(types.HostFileSystemVolumeFileSystemTypeVMFS)
		if shared {
			store.Summary.Type = string(types.HostFileSystemVolumeFileSystemTypeNFS)
		}
	}
	for _, entity := range simulator.Map.All("ClusterComputeResource") {
		plain, is := entity.(*simulator.ClusterComputeResource)
		if !is {
			continue
		}
		c := &cluster{*plain}
		if config, is := c.ConfigurationEx.(*types.ClusterConfigInfoEx); is {
			config.DrsConfig.Enabled = types.NewBool(true)
			config.DasConfig.Enabled = types.NewBool(true)
			config.DasConfig.HostMonitoring = string(types.ClusterDasConfigInfoServiceStateEnabled)
			config.DrsConfig.DefaultVmBehavior = types.DrsBehaviorPartiallyAutomated
			config.DrsConfig.EnableVmBehaviorOverrides = types.NewBool(true)
			c.Configuration.DrsConfig, c.Configuration.DasConfig = config.DrsConfig, config.DasConfig
		}
		if summary, is := c.Summary.(*types.ClusterComputeResourceSummary); is {
			summary.CurrentEVCModeKey = "intel-broadwell"
		}
		simulator.Map.Put(c)
	}
}

// The library's VMs share one network card, and so one address; their disks are tiny and the host's CD drive is attached to all.
func (m *machine) ownDevices() {
	const gibInKB = 1024 * 1024
	for at, device := range m.Config.Hardware.Device {
		switch shared := device.(type) {
		case *types.VirtualE1000:
			card := *shared
			cards++
			card.MacAddress = fmt.Sprintf("00:50:56:00:%02x:%02x", cards/256, cards%256)
			m.Config.Hardware.Device[at] = &card
		case *types.VirtualDisk:
			shared.CapacityInKB = 20 * gibInKB
		case *types.VirtualCdrom:
			shared.Connectable = &types.VirtualDeviceConnectInfo{Connected: false}
		}
	}
}

var cards int

func machineNamed(name string) *machine {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		if m, is := entity.(*machine); is && m.Name == name {
			return m
		}
	}
	return nil
}

func showTools(name string, behaviour vmBehaviour) {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		m, is := entity.(*machine)
		if !is || (name != "*" && m.Name != name) {
			continue
		}
		simulator.Map.WithLock(m, func() {
			m.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
			m.Guest.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsCurrent)
			if behaviour.NoTools || m.Runtime.PowerState != poweredOn {
				m.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning)
			}
			if behaviour.NoTools {
				m.Guest.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsNotInstalled)
			}
		})
	}
}

func shapeMachine(name string, shape vmShape) {
	m := machineNamed(name)
	if m == nil {
		log.Printf("no VM %s", name)
		return
	}
	simulator.Map.WithLock(m, func() {
		m.Config.Template = shape.Template
		if shape.Power != "" {
			m.become(types.VirtualMachinePowerState(shape.Power))
		}
		if shape.Vcls {
			m.Config.ManagedBy = &types.ManagedByInfo{ExtensionKey: "com.vmware.vim.eam", Type: "cluster-agent"}
		}
		if shape.Passthrough {
			m.Config.Hardware.Device = append(m.Config.Hardware.Device, &types.VirtualPCIPassthrough{
				VirtualDevice: types.VirtualDevice{Key: 13000, Backing: &types.VirtualPCIPassthroughDeviceBackingInfo{Id: "0000:3b:00.0"}},
			})
		}
		if shape.CdImage != "" {
			insertImage(m, shape.CdImage)
		}
		if store := datastoreNamed(shape.DiskOn); store != nil {
			m.place(func(int32) *simulator.Datastore { return store }, store)
		}
	})
}

func insertImage(m *machine, path string) {
	var location object.DatastorePath
	location.FromString(path)
	for _, entity := range simulator.Map.All("Datastore") {
		store := entity.(*simulator.Datastore)
		if store.Name != location.Datastore {
			continue
		}
		for _, device := range m.Config.Hardware.Device {
			if drive, is := device.(*types.VirtualCdrom); is {
				ref := store.Self
				drive.Backing = &types.VirtualCdromIsoBackingInfo{
					VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{FileName: path, Datastore: &ref},
				}
				drive.Connectable = &types.VirtualDeviceConnectInfo{Connected: true, StartConnected: true}
			}
		}
	}
}

func shapeHost(name string, shape hostShape) {
	for _, entity := range simulator.Map.All("HostSystem") {
		h, is := entity.(*host)
		if !is || h.Name != name {
			continue
		}
		if store := datastoreNamed(shape.Without); store != nil {
			simulator.Map.RemoveReference(h, &h.Datastore, store.Self)
		}
		simulator.Map.WithLock(h, func() {
			if shape.Connection != "" {
				h.connect(types.HostSystemConnectionState(shape.Connection))
			}
			if shape.InMaintenance != nil {
				h.maintenance(*shape.InMaintenance)
			}
			if shape.Lockdown != "" && h.Config != nil {
				config := *h.Config
				config.LockdownMode = types.HostLockdownMode(shape.Lockdown)
				h.Config = &config
			}
			if shape.Sensors != nil {
				health := &types.HostSystemHealthInfo{}
				for _, sensor := range shape.Sensors {
					health.NumericSensorInfo = append(health.NumericSensorInfo, sensor.info())
				}
				h.Runtime.HealthSystemRuntime = &types.HealthSystemRuntime{SystemHealthInfo: health}
			}
		})
	}
}
