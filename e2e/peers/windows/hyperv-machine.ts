import { waited } from './waited'
import type { HypervVm, HypervWorld } from './worlds'

const GIB = 1024 ** 3
const STATES: Readonly<Record<string, string>> = { 2: 'Running', 3: 'Off', 6: 'Saved' }
const WORKING: Readonly<Record<string, string>> = { 2: 'Starting', 3: 'Stopping', 6: 'Saving' }
/** How often a VM is looked at until what the service does with it has ended. A move is seen under way by a few. */
const LOOKS = 1
const LOOKS_OF_A_MOVE = 3

const settle = (vm: HypervVm): void => {
  if (vm.next === undefined) return
  vm.looks = (vm.looks ?? LOOKS) - 1
  if (vm.looks > 0) return
  Object.assign(vm, vm.next)
  delete vm.next
  delete vm.looks
}

const vmsTold = (vms: readonly HypervVm[]) => ({
  vms: vms.map((vm) => ({
    Id: vm.id,
    Name: vm.name,
    State: vm.state,
    OperationalStatus: vm.moving ? ['InService', 'MigratingVirtualMachine'] : ['Ok'],
    Heartbeat: vm.state === 'Running' ? (vm.heartbeat ?? 'OkApplicationsUnknown') : '',
    ProcessorCount: 2,
    CPUUsage: vm.state === 'Running' ? 5 : 0,
    MemoryAssigned: vm.state === 'Running' ? 2 * GIB : 0,
    MemoryStartup: 1 * GIB,
    IsClustered: vm.clustered,
    ReplicationMode: vm.replica === undefined ? 'None' : 'Primary',
    Notes: vm.notes ?? '',
    MemoryDemand: vm.state === 'Running' ? 1.5 * GIB : 0,
    AutomaticStartAction: vm.startAction ?? 'StartIfRunning',
  })),
  adapters: vms.map((vm) => ({ VMId: vm.id, MacAddress: vm.mac, SwitchName: 'lan', OperationMode: 'Access', AccessVlanId: 20 })),
  disks: vms.map((vm) => ({ VMId: vm.id, Label: 'SCSI 0:0', Path: vm.path, DiskNumber: null })),
  dvds: [],
  services: vms.map((vm) => ({
    VMId: vm.id,
    Id: `Microsoft:${vm.id}\\9F8233AC-BE49-4C79-8EE3-E7E1985B2077`,
    Enabled: true,
  })),
  devices: [],
  snapshots: [],
  replications: vms.flatMap((vm) =>
    vm.replica === undefined ? [] : [{ VMId: vm.id, Relationship: 'Simple', FrequencySec: 300, ...vm.replica }],
  ),
})

const hostTold = (world: HypervWorld, machine: string) => {
  const host = world.hosts[machine] ?? {}
  return {
    mayManage: host.mayManage ?? true,
    ComputerName: machine,
    Caption: 'Microsoft Windows Server 2022 Datacenter',
    Version: '10.0.20348',
    LastBootUpTime: '2026-11-01T06:30:00.0000000Z',
    TotalMemoryKiB: 64 * 1024 * 1024,
    FreeMemoryKiB: 48 * 1024 * 1024,
    processors: [
      { Manufacturer: 'GenuineIntel', Name: 'Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz', NumberOfLogicalProcessors: 8 },
    ],
    PercentTotalRunTime: 12,
    MemoryCapacity: 64 * GIB,
    LogicalProcessorCount: 8,
    VirtualMachineMigrationEnabled: true,
    MaximumVirtualMachineMigrations: host.migrations ?? 2,
    VirtualMachineMigrationAuthenticationType: 'CredSSP',
    migrationAddresses: ['10.0.0.1'],
    switches: [{ Name: 'lan', SwitchType: 'External' }],
    volumes: [{ DeviceID: 'C:', FreeSpace: 100 * GIB }],
    cluster: world.clustered
      ? {
          Name: 'lab',
          Id: 'c1057e40-0000-4000-8000-000000000001',
          MaximumParallelMigrations: 1,
          preferred: world.preferred,
          possible: world.possible,
          nodes: [
            ...Object.entries(world.hosts).map(([Name, { state }]) => ({ Name, State: state ?? 'Up' })),
            ...(world.moreNodes ?? []).map((Name) => ({ Name, State: 'Up' })),
          ],
          volumes: [{ Name: 'Volume1', Path: 'C:\\ClusterStorage\\Volume1', FreeSpace: 500 * GIB }],
        }
      : null,
  }
}

const ENABLED_STATES: Readonly<Record<string, number>> = { Running: 2, Off: 3, Stopping: 4, Saved: 6, Starting: 10 }

/** As WMI numbers them; the host itself is among its VMs, under its own name. */
const statesTold = (world: HypervWorld, machine: string): readonly string[] => [
  `vm ${machine} 2 2`,
  ...world.vms
    .filter((vm) => vm.host === machine)
    .map((vm) => `vm ${vm.id.toUpperCase()} ${ENABLED_STATES[vm.state] ?? 0} ${vm.moving === true ? '2,32774' : '2'}`),
  ...(world.clustered ? Object.entries(world.hosts).map(([name, { state }]) => `node ${name} ${state ?? 'Up'}`) : []),
]

/** A promise where the script waits. */
export const hypervAnswer = (
  world: HypervWorld,
  machine: string,
  name: string,
  p: Readonly<Record<string, unknown>>,
): unknown => {
  const here = world.vms.filter((vm) => vm.host === machine)
  const text = (key: string): string => {
    const value = p[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const known = world.vms.find((one) => one.id.toLowerCase() === text('vm').toLowerCase())
  const vm = (): HypervVm => {
    if (known === undefined) throw new Error(`no VM ${text('vm')}`)
    return known
  }
  const node = () => {
    const host = world.hosts[text('node')]
    if (host === undefined) throw new Error(`no node ${text('node')}`)
    return host
  }
  const begin = (next: Partial<HypervVm>, during: Partial<HypervVm>, looks = LOOKS) =>
    Object.assign(vm(), { next, looks }, during)
  const job = () => {
    const id = `00000000-0000-4000-8000-${String(Object.keys(world.jobs).length).padStart(12, '0')}`
    world.jobs[id] = { vm: vm().id }
    return { code: 4096, job: id }
  }
  switch (name) {
    case 'read the rights of the account': {
      const { isAdministrator = true, access = [{ own: true, Rights: 'Full', Type: 'Allow' }] } = world.hosts[machine] ?? {}
      return { rights: { isAdministrator, isNode: world.clustered, access: world.clustered ? access : null } }
    }
    case 'read the paths to storage':
      return { paths: world.paths?.[machine] ?? { disks: [], policies: [], volumes: [] } }
    case 'read the host':
      return { host: hostTold(world, machine) }
    case 'read the host and its VMs': {
      const told = vmsTold(here)
      here.forEach(settle)
      return { host: hostTold(world, machine), vms: told }
    }
    case 'read a VM': {
      const found = here.filter((one) => one === known)
      const told = vmsTold(found)
      found.forEach(settle)
      return { mayManage: world.hosts[machine]?.mayManage ?? true, vms: told }
    }
    case 'read the autostart of VMs': {
      const told = vmsTold(here).vms.map(({ Id, Name, IsClustered, AutomaticStartAction }) => ({
        Id,
        Name,
        IsClustered,
        AutomaticStartAction,
      }))
      return { mayManage: world.hosts[machine]?.mayManage ?? true, vms: told }
    }
    case 'set the autostart of VMs': {
      const wanted = here.filter((one) => !one.clustered && Array.isArray(p.vms) && p.vms.includes(one.id.toLowerCase()))
      const refused = wanted.filter((one) => one.locked === true).map((one) => ({ Name: one.name, why: 'It is in use.' }))
      for (const one of wanted) if (one.locked !== true) one.startAction = text('action')
      return { refused }
    }
    case 'wait for changes': {
      const known = JSON.stringify(p.known)
      const states = waited(
        () => statesTold(world, machine),
        (seen) => world.hosts[machine]?.isOff === true || JSON.stringify(seen) !== known,
        p.seconds,
      )
      return states.then((seen) => ({ mayManage: world.hosts[machine]?.mayManage ?? true, states: seen }))
    }
    case 'shut a guest down':
      if (vm().locked === true) return { code: 32781, job: null }
      begin({ state: 'Off' }, { state: 'Stopping' })
      return { code: 0, job: '' }
    case 'change the state of a VM':
      begin({ state: STATES[text('state')] ?? 'Other' }, { state: WORKING[text('state')] ?? 'Other' })
      return job()
    case 'move a VM':
      begin({ host: text('to'), moving: false }, { moving: true }, LOOKS_OF_A_MOVE)
      return job()
    case 'cancel the move of a VM':
      if (vm().moving !== true) return { code: null, job: null }
      begin({ moving: false }, {})
      return { code: 4096, job: null }
    case 'read a job': {
      const asked = world.jobs[text('job')]
      if (asked === undefined) return { job: null }
      const owner = world.vms.find((one) => one.id === asked.vm)
      const state = asked.failed === undefined ? (owner?.next === undefined ? 7 : 4) : 10
      return { job: { JobState: state, PercentComplete: state === 7 ? 100 : 40, ErrorDescription: asked.failed ?? '' } }
    }
    case 'move a VM within its cluster':
      begin({ host: text('node'), moving: false }, { moving: true }, LOOKS_OF_A_MOVE)
      return { done: true }
    case 'cancel the move of a VM within its cluster':
      begin({ moving: false }, {})
      return { done: true }
    case 'read the role of a VM': {
      const moving = vm().moving === true
      return { OwnerNode: vm().host, State: 'Online', StatusInformation: moving ? 1 : 0, percent: moving ? 55 : null }
    }
    case 'start a VM of the cluster':
      begin({ state: 'Running' }, { host: text('node') || vm().host, state: 'Starting' })
      return { done: true }
    case 'take a node into maintenance':
      node().state = 'Paused'
      return { done: true }
    case 'take a node out of maintenance':
      node().state = 'Up'
      return { done: true }
    case 'shut the host down': {
      const running = here.filter((one) => !['Off', 'Saved'].includes(one.state)).map((one) => one.name)
      const host = world.hosts[machine]
      if (running.length === 0 && host !== undefined) host.shutDown = true
      return { running, code: running.length === 0 ? 0 : null }
    }
    case 'reboot the host': {
      const running = here.filter((one) => !['Off', 'Saved'].includes(one.state)).map((one) => one.name)
      const host = world.hosts[machine]
      if (running.length === 0 && host !== undefined) host.rebooted = true
      return { running, code: running.length === 0 ? 0 : null }
    }
    default:
      throw new Error(`nobody knows the question "${name}"`)
  }
}
