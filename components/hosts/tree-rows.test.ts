import { describe, expect, it } from 'vitest'
import { hostIdSchema, managerIdSchema, vmIdSchema } from '@/server/domain/ids'
import type { Host, ManagerView, VirtualMachine } from '@/server/domain/world'
import { parseFilter } from './tree-filter'
import { treeRows, type TreeRow } from './tree-rows'

const managerId = managerIdSchema.parse('m')
const manager: ManagerView = {
  id: managerId,
  name: 'm',
  kind: 'proxmox',
  capabilities: {
    shutdownGuest: true,
    saveState: true,
    liveMigration: true,
    hostMaintenance: true,
    hostShutdown: true,
    hostPowerOn: false,
    migrationsPerHost: 1,
    powerOpsPerHost: 1,
    callsPerManager: 1,
  },
  contact: 'ok',
  message: null,
  refreshedAtMs: 0,
  clusters: [{ nativeId: 'c', name: 'row4', maxCpuPercent: null, cpuBaseline: null }],
  datastores: [],
  networks: [],
}
const host = (name: string, clusterNativeId: string | null = 'c', inMaintenance = false): Host => ({
  id: hostIdSchema.parse(name),
  managerId,
  stale: false,
  nativeId: name,
  uuid: null,
  name,
  clusterNativeId,
  connection: 'up',
  inMaintenance,
  version: null,
  cpuVendor: null,
  cpuModel: null,
  cpuFeatures: null,
  cpuThreads: null,
  cpuUsedPercent: null,
  memoryMiB: null,
  memoryUsedMiB: null,
  powerWatts: null,
  powerSupplies: null,
  datastoreNativeIds: [],
  networkNativeIds: [],
  bootedAtMs: null,
})
const vm = (name: string, on: string, power: VirtualMachine['power'] = 'on', tags: readonly string[] = []): VirtualMachine => ({
  id: vmIdSchema.parse(name),
  managerId,
  hostId: hostIdSchema.parse(on),
  nativeId: name,
  uuid: null,
  name,
  hostNativeId: on,
  clusterNativeId: 'c',
  power,
  cpuThreads: null,
  cpuUsedPercent: null,
  memoryMiB: null,
  guestTools: 'unknown',
  highlyAvailable: null,
  disks: [],
  networkNativeIds: [],
  macs: [],
  tags,
  hasPassthrough: false,
  hasLocalCdrom: false,
  systemKind: null,
  requiredCpuFeatures: null,
  lockedBy: null,
})

const shown = (text: string, toggled: readonly string[] = []): readonly string[] =>
  treeRows({
    managers: [manager],
    hosts: [{ ...host('esx-10'), site: 'Berlin' }, { ...host('esx-2'), site: 'Bremen' }, host('edge', null, true)],
    vms: [vm('db-07', 'esx-2', 'on', ['erp']), vm('web-1', 'esx-2', 'off'), vm('ci', 'esx-10')],
    filter: parseFilter(text),
    toggled: new Set(toggled),
  }).map((row: TreeRow) =>
    row.kind === 'cluster' ? (row.name ?? 'stand-alone') : row.kind === 'host' ? ` ${row.host.name}` : `  ${row.vm.name}`,
  )

describe('the tree of hosts and VMs', () => {
  it('shows clusters open, hosts closed, names in human order, stand-alone hosts last', () =>
    expect(shown('')).toEqual(['row4', ' esx-2', ' esx-10', 'stand-alone', ' edge']))

  it('opens and closes by hand', () => {
    expect(shown('', ['esx-2'])).toEqual(['row4', ' esx-2', '  db-07', '  web-1', ' esx-10', 'stand-alone', ' edge'])
    expect(shown('', ['m/c'])).toEqual(['row4', 'stand-alone', ' edge'])
  })

  it('opens the host of a VM that is found', () => expect(shown('db')).toEqual(['row4', ' esx-2', '  db-07']))

  it.each([
    ['vm:web state:off', ['row4', ' esx-2', '  web-1']],
    ['site:ber', ['row4', ' esx-10']],
    ['site:bre vm:web', ['row4', ' esx-2', '  web-1']],
    ['tag:erp', ['row4', ' esx-2', '  db-07']],
    ['host:esx-10', ['row4', ' esx-10']],
    ['state:maintenance', ['stand-alone', ' edge']],
    ['cluster:row4 host:esx', ['row4', ' esx-2', ' esx-10']],
    ['nothing-like-it', []],
  ])('understands %s', (text, rows) => expect(shown(text)).toEqual(rows))

  it('ignores a token that is still being typed', () => expect(shown('host:')).toEqual(shown('')))
})
