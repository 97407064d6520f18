package main

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// The library's clusters take rules and overrides only; ours take HA and DRS as well, as `modify` asks: what is left out stays.
type cluster struct {
	simulator.ClusterComputeResource
}

func (c *cluster) reconfigure(das *types.ClusterDasConfigInfo, drs *types.ClusterDrsConfigInfo) types.BaseMethodFault {
	config, is := c.ConfigurationEx.(*types.ClusterConfigInfoEx)
	if !is {
		return &types.InvalidState{}
	}
	changed := *config
	if das != nil {
		if das.Enabled != nil {
			changed.DasConfig.Enabled = das.Enabled
			happened(c.Name, "ha "+onOrOff(*das.Enabled))
		}
		if das.HostMonitoring != "" {
			changed.DasConfig.HostMonitoring = das.HostMonitoring
		}
	}
	if drs != nil {
		if drs.Enabled != nil {
			changed.DrsConfig.Enabled = drs.Enabled
			happened(c.Name, "drs "+onOrOff(*drs.Enabled))
		}
		if drs.EnableVmBehaviorOverrides != nil {
			changed.DrsConfig.EnableVmBehaviorOverrides = drs.EnableVmBehaviorOverrides
		}
		if drs.DefaultVmBehavior != "" {
			changed.DrsConfig.DefaultVmBehavior = drs.DefaultVmBehavior
			happened(c.Name, "drs "+string(drs.DefaultVmBehavior))
		}
	}
	old := c.Configuration
	old.DasConfig, old.DrsConfig = changed.DasConfig, changed.DrsConfig
	simulator.Map.Update(c, []types.PropertyChange{{Name: "configurationEx", Val: &changed}, {Name: "configuration", Val: old}})
	return nil
}

func onOrOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func (c *cluster) ReconfigureComputeResourceTask(request *types.ReconfigureComputeResource_Task) soap.HasFault {
	spec, is := request.Spec.(*types.ClusterConfigSpecEx)
	if !is || !request.Modify || (spec.DasConfig == nil && spec.DrsConfig == nil) {
		return c.ClusterComputeResource.ReconfigureComputeResourceTask(request)
	}
	task := begin(work{
		entity: c, entityName: c.Name, recent: c.RecentTask, description: "ComputeResource.reconfigureEx",
		effect: func() types.BaseMethodFault { return c.reconfigure(spec.DasConfig, spec.DrsConfig) },
	})
	return &methods.ReconfigureComputeResource_TaskBody{Res: &types.ReconfigureComputeResource_TaskResponse{Returnval: task}}
}
