package main

import (
	"reflect"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// A DRS rule as a test wants it; VMs and hosts by name.
type ruleWish struct {
	Name      string   `json:"name"`
	Kind      string   `json:"kind"` // "together", "apart", "on-hosts", "off-hosts"
	Mandatory bool     `json:"mandatory"`
	Disabled  bool     `json:"disabled"`
	VMs       []string `json:"vms"`
	Hosts     []string `json:"hosts"`
}

func (w ruleWish) info() types.ClusterRuleInfo {
	return types.ClusterRuleInfo{Name: w.Name, Enabled: types.NewBool(!w.Disabled), Mandatory: types.NewBool(w.Mandatory)}
}

func refsNamed(kind string, names []string) []types.ManagedObjectReference {
	var found []types.ManagedObjectReference
	for _, entity := range simulator.Map.All(kind) {
		for _, name := range names {
			if entity.Entity().Name == name {
				found = append(found, entity.Reference())
			}
		}
	}
	return found
}

// Gives every cluster these rules, with the groups that they name.
func setRules(wishes []ruleWish) {
	var rules []types.BaseClusterRuleInfo
	var groups []types.BaseClusterGroupInfo
	for _, wish := range wishes {
		vms := refsNamed("VirtualMachine", wish.VMs)
		switch wish.Kind {
		case "together":
			rules = append(rules, &types.ClusterAffinityRuleSpec{ClusterRuleInfo: wish.info(), Vm: vms})
		case "apart":
			rules = append(rules, &types.ClusterAntiAffinityRuleSpec{ClusterRuleInfo: wish.info(), Vm: vms})
		default:
			rule := &types.ClusterVmHostRuleInfo{ClusterRuleInfo: wish.info(), VmGroupName: wish.Name + " VMs"}
			if wish.Kind == "on-hosts" {
				rule.AffineHostGroupName = wish.Name + " hosts"
			} else {
				rule.AntiAffineHostGroupName = wish.Name + " hosts"
			}
			rules = append(rules, rule)
			groups = append(groups,
				&types.ClusterVmGroup{ClusterGroupInfo: types.ClusterGroupInfo{Name: wish.Name + " VMs"}, Vm: vms},
				&types.ClusterHostGroup{ClusterGroupInfo: types.ClusterGroupInfo{Name: wish.Name + " hosts"}, Host: refsNamed("HostSystem", wish.Hosts)})
		}
	}
	for _, entity := range simulator.Map.All("ClusterComputeResource") {
		// Whichever type stands for a cluster here, it has this field.
		field := reflect.ValueOf(entity).Elem().FieldByName("ConfigurationEx").Interface()
		if config, is := field.(*types.ClusterConfigInfoEx); is {
			config.Rule, config.Group = rules, groups
		}
	}
}
