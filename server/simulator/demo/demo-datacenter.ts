import type { WorldConfig } from '../world/config'
import { demoGroups, demoHosts, demoLimits, demoPassing, demoUpses } from './demo-hosts'
import { demoVms } from './demo-vms'

/** Two rows with A and B feeds, and a lab on a single UPS behind an ATS and a PDU; 8 hosts, 48 guests, one cluster. */
export const demoDatacenter: WorldConfig = {
  groups: demoGroups,
  upses: demoUpses,
  passing: demoPassing,
  hosts: demoHosts,
  vms: demoVms,
  limits: demoLimits,
  loadSwing: 0.05,
}
