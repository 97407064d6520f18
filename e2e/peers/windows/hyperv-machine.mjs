// Hyper-V on one machine of an invented site. Work that the service does by itself ends at the next look.
const GIB = 1024 ** 3
const STATES = { 2: 'Running', 3: 'Off', 6: 'Saved' }
const WORKING = { 2: 'Starting', 3: 'Stopping', 6: 'Saving' }

let jobs = 0
const newJob = () => `00000000-0000-4000-8000-${String(Date.now() % 1e9).padStart(9, '0')}${String((jobs += 1)).padStart(3, '0')}`

const settle = (vm) => {
  if (vm.next === undefined) return
  Object.assign(vm, vm.next)
  delete vm.next
}

const vmsTold = (vms) => ({
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
    ReplicationMode: 'None',
    Notes: vm.notes ?? '',
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
})

const hostTold = (world, machine) => {
  const host = world.hosts[machine]
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
    switches: ['lan'],
    volumes: [{ DeviceID: 'C:', FreeSpace: 100 * GIB }],
    cluster: world.clustered
      ? {
          Name: 'lab',
          Id: 'c1057e40-0000-4000-8000-000000000001',
          MaximumParallelMigrations: 1,
          nodes: [
            ...Object.entries(world.hosts).map(([Name, { state }]) => ({ Name, State: state ?? 'Up' })),
            ...(world.moreNodes ?? []).map((Name) => ({ Name, State: 'Up' })),
          ],
          volumes: [{ Name: 'Volume1', Path: 'C:\\ClusterStorage\\Volume1', FreeSpace: 500 * GIB }],
        }
      : null,
  }
}

export const hypervAnswer = (world, machine, name, p) => {
  const here = world.vms.filter((vm) => vm.host === machine)
  const vm = world.vms.find((one) => one.id.toLowerCase() === String(p.vm).toLowerCase())
  const begin = (next, working) => {
    const job = newJob()
    vm.next = next
    Object.assign(vm, working)
    world.jobs[job] = { vm: vm.id }
    return { code: 4096, job }
  }
  switch (name) {
    case 'read the host':
      return { host: hostTold(world, machine) }
    case 'read the host and its VMs': {
      const told = vmsTold(here)
      here.forEach(settle)
      return { host: hostTold(world, machine), vms: told }
    }
    case 'read a VM': {
      const found = here.filter((one) => one === vm)
      const told = vmsTold(found)
      found.forEach(settle)
      return { mayManage: world.hosts[machine].mayManage ?? true, vms: told }
    }
    case 'shut a guest down':
      if (vm.locked) return { code: 32781, job: null }
      vm.next = { state: 'Off' }
      vm.state = 'Stopping'
      return { code: 0, job: '' }
    case 'change the state of a VM':
      return begin({ state: STATES[p.state] }, { state: WORKING[p.state] })
    case 'move a VM':
      return begin({ host: p.to, moving: false }, { moving: true })
    case 'cancel the move of a VM':
      if (!vm.moving) return { code: null, job: null }
      vm.next = { moving: false }
      return { code: 4096, job: null }
    case 'read a job': {
      const job = world.jobs[p.job]
      if (job === undefined) return { job: null }
      const owner = world.vms.find((one) => one.id === job.vm)
      const state = job.failed ? 10 : owner.next === undefined ? 7 : 4
      return { job: { JobState: state, PercentComplete: state === 7 ? 100 : 40, ErrorDescription: job.failed ?? '' } }
    }
    case 'move a VM within its cluster':
      Object.assign(vm, { next: { host: p.node, moving: false }, moving: true })
      return { done: true }
    case 'cancel the move of a VM within its cluster':
      vm.next = { moving: false }
      return { done: true }
    case 'read the role of a VM':
      return { OwnerNode: vm.host, State: 'Online', StatusInformation: vm.moving ? 1 : 0, percent: vm.moving ? 55 : null }
    case 'start a VM of the cluster':
      Object.assign(vm, { host: p.node || vm.host, state: 'Starting', next: { state: 'Running' } })
      return { done: true }
    case 'take a node into maintenance':
      world.hosts[p.node].state = 'Paused'
      return { done: true }
    case 'take a node out of maintenance':
      world.hosts[p.node].state = 'Up'
      return { done: true }
    case 'shut the host down': {
      const running = here.filter((one) => !['Off', 'Saved'].includes(one.state)).map((one) => one.name)
      if (running.length === 0) world.hosts[machine].shutDown = true
      return { running, code: running.length === 0 ? 0 : null }
    }
    default:
      throw new Error(`nobody knows the question "${name}"`)
  }
}
