import { type VmId, vmIdOf } from '../../../../server/domain/ids'
import { planContentSchema } from '../../../../server/domain/plan'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { HostConfig, VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { SIMULATED_MANAGER } from '../../watched-simulator'
import { type GroupedSite, startGroupedSite } from './grouped-site'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const hostOf = (name: string, feeds: readonly string[], outlets: Readonly<Record<string, number>> = {}): HostConfig => ({
  ...hostModel,
  name,
  feeds,
  outlets,
})
const vmOf = (vmid: number, name: string, hostName: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:02:${vmid - 200}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
})

/**
 * Two UPSs, each a group with a plan of its own; between them and the hosts an ATS on both, and a PDU on the first. One host hangs
 * on the ATS, one on the PDU alone, one on the PDU and on the second UPS.
 */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [
    { name: 'Left', requiredDevices: 1 },
    { name: 'Right', requiredDevices: 1 },
  ],
  upses: [
    { ...upsModel, name: 'ups-1', label: 'A', groupName: 'Left', family: 'rfc1628' },
    { ...upsModel, name: 'ups-2', label: 'B', groupName: 'Right', family: 'apc-powernet' },
  ],
  passing: [
    { name: 'ats-1', kind: 'ats', model: 'SIM-ATS', inputs: [{ from: 'ups-1' }, { from: 'ups-2' }], outlets: 0 },
    { name: 'pdu-1', kind: 'pdu', model: 'SIM-PDU', inputs: [{ from: 'ups-1' }], outlets: 4 },
  ],
  hosts: [
    hostOf('host-ats', ['ats-1']),
    hostOf('host-pdu', ['pdu-1'], { 'pdu-1': 2 }),
    hostOf('host-two', ['pdu-1', 'ups-2'], { 'pdu-1': 3 }),
  ],
  vms: [
    vmOf(211, 'ats-web', 'host-ats'),
    vmOf(212, 'ats-db', 'host-ats'),
    vmOf(221, 'pdu-web', 'host-pdu'),
    vmOf(222, 'pdu-db', 'host-pdu'),
    vmOf(231, 'two-app', 'host-two'),
  ],
}

const vmIds = new Map<string, VmId>(
  config.vms.map(({ name, uuid, vmid }) => [name, vmIdOf(SIMULATED_MANAGER, { uuid, nativeId: String(vmid) })]),
)

/** Web before database, wherever they are; whoever is not at risk is left alone. */
const planContent = planContentSchema.parse({
  reserveSeconds: 10,
  stages: [
    {
      id: 'all',
      name: 'All',
      triggers: [{ kind: 'seconds-on-battery', seconds: 3 }],
      placements: [
        { vmName: 'pdu-web' },
        { vmName: 'pdu-db', after: ['pdu-web'] },
        { vmName: 'ats-web' },
        { vmName: 'ats-db', after: ['ats-web'] },
        { vmName: 'two-app' },
      ].map(({ vmName, after }) => ({
        vmId: vmIds.get(vmName),
        vmName,
        action: 'shutdown',
        limitSeconds: 60,
        after: (after ?? []).map((name) => vmIds.get(name)),
      })),
    },
  ],
  hosts: { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 },
  recovery: { minChargePercent: 20, steadySeconds: 2, startVms: true, moveHome: false, startLimitSeconds: 60 },
})

export type ChainedSite = GroupedSite<'Left' | 'Right'>

/** A simulated datacenter with an ATS and a PDU that speak SNMP, and the engine that watches and commands it. */
export const startChainedSite = (): Promise<ChainedSite> => startGroupedSite(config, () => planContent)
