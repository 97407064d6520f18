import { waited } from './waited'
import type { ScvmmHost, ScvmmVm, ScvmmWorld } from './worlds'

const GIB = 1024 ** 3

const hostTold = (host: ScvmmHost) => ({
  ID: host.id,
  Name: `${host.name}.example`,
  CommunicationStateString: host.communication ?? 'Responding',
  MaintenanceHost: host.maintenance ?? false,
  OperatingSystemVersionString: '10.0.20348',
  HyperVVersionString: '10.0.20348.1',
  ProcessorManufacturer: 'Intel',
  ProcessorModel: 'Xeon',
  LogicalProcessorCount: 8,
  CpuUtilization: 7,
  TotalMemory: 64 * GIB,
  AvailableMemory: 40 * 1024,
  LiveMigrationMaximum: 3,
  DiskVolumes: [
    { ID: `${host.id}-c`, Name: 'C:\\', FreeSpace: 10 * GIB, IsClusterSharedVolume: false },
    { ID: `${host.id}-1`, Name: 'C:\\ClusterStorage\\Volume1', FreeSpace: 10 * GIB, IsClusterSharedVolume: true },
  ],
  RegisteredStorageFileShares: [],
})

const vmTold = (world: ScvmmWorld, vm: ScvmmVm) => ({
  ID: vm.id,
  VMId: vm.vmId,
  Name: vm.name,
  HostName: `${world.hosts.find((host) => host.id === vm.host)?.name}.example`,
  VirtualMachineStateString: vm.state,
  StatusString: vm.moving === true ? 'UnderMigration' : vm.state,
  CPUCount: 2,
  Memory: 2048,
  CPUUtilization: 10,
  ComputerName: vm.computer ?? vm.name,
  HasVMAdditions: true,
  IsHighlyAvailable: vm.isHighlyAvailable ?? true,
  StartAction: vm.startAction ?? 'NeverAutoTurnOnVM',
  Tag: '(none)',
  VirtualNetworkAdapters: [{ MACAddress: vm.mac, VirtualNetwork: 'lan' }],
  VirtualHardDisks: [
    { Name: 'disk', Location: `C:\\ClusterStorage\\Volume1\\${vm.name}.vhdx`, MaximumSize: 20 * GIB, HostVolumeId: '' },
  ],
  VirtualDVDDrives: [],
  passthrough: false,
})

const server = {
  Name: 'localhost',
  ProductVersion: '10.22.1287.0',
  FullyQualifiedDomainName: 'vmm.example',
  Profile: 'DelegatedAdmin',
  UserRole: 'Ridethrough',
}

/** Every look at an object is a job of its own, as whoever observes makes SCVMM look. */
const looked = (world: ScvmmWorld, object: string, cmdlet: string): void => {
  const job = `00000000-0000-4000-9000-${String(Object.keys(world.jobs).length).padStart(12, '0')}`
  world.jobs[job] = { object, next: {}, cmdlet, isDone: true }
}

/** The newest first, with what a recorded one says of its object. */
const jobsTold = (world: ScvmmWorld) =>
  Object.entries(world.jobs)
    .map(([ID, { object, cmdlet = 'Set-SCVirtualMachine', isDone, failed }]) => {
      const type = world.vms.some(({ id }) => id === object) ? 'VM' : 'VMHost'
      return {
        ID,
        Status: failed !== undefined ? 'Failed' : isDone === true ? 'Completed' : 'Running',
        CmdletName: cmdlet,
        TargetObjectID: object,
        TargetObjectType: type,
        ResultObjectID: object,
        ResultObjectType: type,
      }
    })
    .reverse()
    .slice(0, 100)

/** Its jobs end when they are asked about for the second time. A promise where the script waits. */
export const scvmmAnswer = (world: ScvmmWorld, name: string, p: Readonly<Record<string, unknown>>): unknown => {
  const vm = world.vms.find((one) => one.id === p.vm)
  const host = world.hosts.find((one) => one.id === p.host)
  const inventory = (hosts: readonly ScvmmHost[], vms: readonly ScvmmVm[]) => ({
    server,
    clusters: [
      { ID: 'c1057e40-0000-4000-8000-000000000002', ClusterName: 'lab', Nodes: world.hosts.map(({ id }) => ({ ID: id })) },
    ],
    hosts: hosts.map(hostTold),
    vms: vms.map((one) => vmTold(world, one)),
    vnets: world.hosts.map((one) => ({ Name: 'lan', VMHostName: `${one.name}.example` })),
  })
  const begin = <T extends { id: string }>(object: T | undefined, next: Partial<T>, during: Partial<T> = {}) => {
    if (object === undefined) return { found: false, job: null, refusal: null }
    const job = `00000000-0000-4000-8000-${String(Object.keys(world.jobs).length).padStart(12, '0')}`
    world.jobs[job] = { object: object.id, next }
    Object.assign(object, during)
    return { found: true, job, refusal: null }
  }
  switch (name) {
    case 'read the management server':
      return { server }
    case 'read the inventory':
      return inventory(world.hosts, world.vms)
    case 'wait for jobs': {
      const known: readonly unknown[] = Array.isArray(p.known) ? p.known : []
      const isNews = (job: ReturnType<typeof jobsTold>[number]) =>
        /^(?!Read-)[A-Z][a-z]+-SC|Event Based/.test(job.CmdletName) && !known.includes(`${job.ID} ${job.Status}`)
      return waited(
        () => jobsTold(world),
        (seen) => seen.some(isNews),
        p.seconds,
      ).then((jobs) => ({ jobs }))
    }
    case 'read a VM':
      if (vm !== undefined) looked(world, vm.id, 'Read-SCVirtualMachine')
      return inventory(
        world.hosts.filter((one) => one.id === vm?.host),
        vm === undefined ? [] : [vm],
      )
    case 'read a host':
      return inventory(host === undefined ? [] : [host], [])
    case 'read the autostart of VMs': {
      if (host === undefined) return { host: null, vms: [] }
      const isAsked = (one: ScvmmVm) => one.host === host.id || (Array.isArray(p.vms) && p.vms.includes(one.id))
      const told = world.vms.filter(isAsked).map((one) => vmTold(world, one))
      const vms = told.map(({ ID, Name, StartAction, IsHighlyAvailable }) => ({ ID, Name, StartAction, IsHighlyAvailable }))
      return { host: { ID: host.id, Name: hostTold(host).Name }, vms }
    }
    case 'set the autostart of VMs': {
      const isWanted = (one: ScvmmVm) => Array.isArray(p.vms) && p.vms.includes(one.id) && one.isHighlyAvailable === false
      const wanted = world.vms.filter((one) => isWanted(one) && one.startAction !== p.action)
      for (const one of wanted) if (one.locked === undefined) one.startAction = String(p.action)
      return { refused: wanted.flatMap(({ name: Name, locked: why }) => (why === undefined ? [] : [{ Name, why }])) }
    }
    case 'shut a guest down':
      return begin(vm, { state: 'PowerOff' }, { state: 'PoweringOff' })
    case 'save a VM':
      return begin(vm, { state: 'Saved' }, { state: 'Saving' })
    case 'power a VM off':
      return begin(vm, { state: 'PowerOff' })
    case 'start a VM':
      return begin(vm, { state: 'Running' }, { state: 'Starting' })
    case 'resume a VM':
      return begin(vm, { state: 'Running' })
    case 'move a VM':
      return host === undefined ? begin(undefined, {}) : begin(vm, { host: host.id, moving: false }, { moving: true })
    case 'cancel the move of a VM':
      if (vm === undefined) return begin(undefined, {})
      if (vm.moving !== true) return { found: true, job: null, refusal: 'it is not being moved' }
      vm.moving = false
      world.jobs = {}
      return { found: true, job: null, refusal: null }
    case 'take a host into maintenance': {
      const busy = world.vms.filter((one) => one.host === host?.id && !['PowerOff', 'Saved'].includes(one.state))
      if (busy.length === 0) return begin(host, { maintenance: true })
      const names = busy.map((one) => one.name).join(', ')
      return { found: true, job: null, refusal: `VMs on it are neither off nor saved: ${names}` }
    }
    case 'take a host out of maintenance':
      return begin(host, { maintenance: false })
    case 'read a job': {
      const job = world.jobs[String(p.job)]
      if (job === undefined) return { job: null }
      if (job.isAsked !== true) {
        job.isAsked = true
        return { job: { Status: 'Running', ProgressValue: 30, Problem: '', Recommended: '' } }
      }
      if (job.failed !== undefined)
        return { job: { Status: 'Failed', ProgressValue: 30, Problem: job.failed, Recommended: 'Try again.' } }
      const object = [...world.vms, ...world.hosts].find((one) => one.id === job.object)
      if (object !== undefined) Object.assign(object, job.next)
      job.isDone = true
      return { job: { Status: 'Completed', ProgressValue: 100, Problem: '', Recommended: '' } }
    }
    default:
      throw new Error(`nobody knows the question "${name}"`)
  }
}
