import { hostIdSchema, managerIdSchema, vmIdSchema, type HostId } from '@/server/domain/ids'
import type { AffinityRule } from '@/server/domain/inventory'
import type { Cluster, Host, ManagerView, VirtualMachine, World } from '@/server/domain/world'
import { type Placed, placeTogether } from '@/server/planner/assign/place'
import { checkPlacement } from '@/server/planner/check-placement'
import { priorDurations } from '@/server/planner/durations'
import { orderInWorld } from '@/server/planner/sequence/moves-in-world'
import { ANY_POWER } from '@/server/planner/target-power'
import { indexOf } from '@/server/planner/world-index'
import type { BenchmarkOptions, Figure } from '../figure'

/** VMs and hosts of each site. */
const SITES = [
  [300, 50],
  [3_000, 500],
  [30_000, 5_000],
] as const
const HOSTS_PER_CLUSTER = 64
const FILLED = 0.85
const LEAVING = 0.1
const UNDER_RULES = 0.05
const TIMES = 3
const GOAL_MS = 3_000
/** The order is listed by priority and not searched for. */
const LISTED_ONCE = 1
const HOST_MIB = 262_144
const MANAGER = managerIdSchema.parse('site')
const TAGS = ['tier-0', 'tier-1', 'tier-2', 'tier-2', 'tier-2', 'tier-3']

/** Mulberry32: the same seed, the same site. */
const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const clusterOf = (host: number): string => `c${Math.floor(host / HOSTS_PER_CLUSTER)}`

const hostsOf = (count: number, random: () => number): readonly Host[] =>
  Array.from({ length: count }, (_, at): Host => {
    const name = `h${String(at).padStart(5, '0')}`
    return {
      id: hostIdSchema.parse(`site:${name}`),
      managerId: MANAGER,
      stale: false,
      nativeId: name,
      uuid: name,
      name,
      clusterNativeId: clusterOf(at),
      connection: 'up',
      inMaintenance: false,
      version: null,
      cpuVendor: 'Intel',
      cpuModel: at % 2 === 0 ? 'Gold 6230' : 'Gold 6330',
      cpuFeatures: at % 2 === 0 ? ['aes', 'avx', 'avx2'] : ['aes', 'avx', 'avx2', 'avx512f'],
      cpuThreads: 64,
      cpuUsedPercent: 20 + Math.floor(random() * 30),
      memoryMiB: HOST_MIB,
      memoryUsedMiB: null,
      powerWatts: null,
      powerSupplies: null,
      datastoreNativeIds: [`ds-${clusterOf(at)}`, ...(random() < 0.95 ? [`ds2-${clusterOf(at)}`] : [])],
      networkNativeIds: ['lan', ...(random() < 0.95 ? ['dmz'] : [])],
      bootedAtMs: null,
      ...(at % HOSTS_PER_CLUSTER === HOSTS_PER_CLUSTER - 1 ? { isSpare: true as const } : {}),
    }
  })

/** Memory of VMs such that the hosts that stay and those that leave together hold so much of all of it. */
const vmsOf = (count: number, hosts: readonly Host[], random: () => number): readonly VirtualMachine[] => {
  const sizes = Array.from({ length: count }, () => 2 ** Math.floor(random() * 4))
  const unit = (hosts.length * HOST_MIB * FILLED) / sizes.reduce((sum, size) => sum + size, 0)
  const left = hosts.map(() => HOST_MIB * 0.97)
  return sizes.map((size, at): VirtualMachine => {
    const memoryMiB = Math.floor(unit * size)
    let on = Math.floor(random() * hosts.length)
    for (let tries = 0; tries < hosts.length && (left[on] ?? 0) < memoryMiB; tries++) on = (on + 1) % hosts.length
    left[on] = (left[on] ?? 0) - memoryMiB
    const host = hosts[on]
    const cluster = clusterOf(on)
    const name = `v${String(at).padStart(6, '0')}`
    return {
      id: vmIdSchema.parse(`site:${name}`),
      managerId: MANAGER,
      hostId: host?.id ?? null,
      nativeId: name,
      uuid: name,
      name,
      hostNativeId: host?.nativeId ?? null,
      clusterNativeId: cluster,
      power: 'on',
      cpuThreads: 4,
      cpuUsedPercent: Math.floor(random() * 60),
      memoryMiB,
      guestTools: 'running',
      highlyAvailable: true,
      disks: [
        {
          label: 'disk 1',
          datastoreNativeId: host?.datastoreNativeIds[random() < 0.8 ? 0 : host.datastoreNativeIds.length - 1] ?? null,
          gibibytes: 40,
          local: false,
        },
      ],
      networkNativeIds: [random() < 0.9 || host?.networkNativeIds.includes('dmz') !== true ? 'lan' : 'dmz'],
      macs: [],
      tags: [TAGS[Math.floor(random() * TAGS.length)] ?? 'tier-2'],
      hasPassthrough: false,
      hasLocalCdrom: false,
      systemKind: null,
      requiredCpuFeatures: at % 2 === 0 ? ['aes', 'avx'] : null,
      lockedBy: null,
    }
  })
}

/** Pairs and triples of a cluster's VMs that its platform keeps apart, or together where they are on one host. */
const rulesOf = (vms: readonly VirtualMachine[], random: () => number): readonly AffinityRule[] => {
  const byCluster = new Map<string, VirtualMachine[]>()
  for (const vm of vms) byCluster.set(vm.clusterNativeId ?? '', [...(byCluster.get(vm.clusterNativeId ?? '') ?? []), vm])
  return [...byCluster.values()].flatMap((own) =>
    Array.from({ length: Math.round((own.length * UNDER_RULES) / 2) }, (_, at): AffinityRule => {
      const [one, other] = [random(), random()].map((part) => own[Math.floor(part * own.length)])
      const named = [...new Set([one?.nativeId, other?.nativeId].filter((id) => id !== undefined))]
      const kind = one !== undefined && one.hostId === other?.hostId ? 'together' : 'apart'
      return { name: `r${at} ${one?.clusterNativeId}`, kind, mandatory: random() < 0.7, vmNativeIds: named, hostNativeIds: [] }
    }),
  )
}

const siteOf = (vmCount: number, hostCount: number, seed: number): World => {
  const random = randomOf(seed)
  const hosts = hostsOf(hostCount, random)
  const vms = vmsOf(vmCount, hosts, random)
  const clusters = [...new Set(hosts.map(({ clusterNativeId }) => clusterNativeId ?? ''))]
  const manager: ManagerView = {
    id: MANAGER,
    name: 'site',
    kind: 'vsphere',
    capabilities: {
      shutdownGuest: true,
      saveState: true,
      liveMigration: true,
      hostMaintenance: true,
      hostShutdown: true,
      hostPowerOn: true,
      migrationsPerHost: 4,
      powerOpsPerHost: 8,
      callsPerManager: 32,
    },
    contact: 'ok',
    message: null,
    refreshedAtMs: 0,
    clusters: clusters.map((nativeId): Cluster => ({ nativeId, name: nativeId, maxCpuPercent: 85, cpuBaseline: null })),
    datastores: [],
    networks: [
      { nativeId: 'lan', name: 'lan', vlan: null },
      { nativeId: 'dmz', name: 'dmz', vlan: 40 },
    ],
    affinityRules: rulesOf(vms, random),
  }
  return { managers: [manager], hosts, vms, feeds: [], groups: [] }
}

const leavingOf = ({ hosts }: World): ReadonlySet<HostId> =>
  new Set(hosts.filter(({ isSpare }, at) => at % Math.round(1 / LEAVING) === 3 && isSpare !== true).map(({ id }) => id))

interface Planned {
  readonly placed: readonly Placed[]
  /** Moves of which no order was found. */
  readonly unordered: number
}

/** Each cluster's moves in an order in which each finds room. */
const orderOf = (site: World, placed: readonly Placed[]): number => {
  const index = indexOf(site)
  const hosts = new Map<string, Host>(site.hosts.map((host) => [host.id, host]))
  const vms = new Map<string, VirtualMachine>(site.vms.map((vm) => [vm.id, vm]))
  const unordered = placed.map(({ assignment }) => {
    const wishes = assignment.moves.flatMap(({ vmId, toHostId }) => {
      const [vm, to] = [vms.get(vmId), hosts.get(toHostId)]
      return vm === undefined || to === undefined ? [] : [{ vm, to, seconds: priorDurations.vm('migrate', vm, 4).p50Seconds }]
    })
    return orderInWorld(index, wishes, new Map(), false, LISTED_ONCE).stuck.size
  })
  return sum(unordered)
}

/** A world of its own each time: nothing is known of it from before. */
const plannedIn = (site: World): Planned => {
  const leaving = leavingOf(site)
  const moving = site.vms.filter(({ hostId }) => hostId !== null && leaving.has(hostId))
  const ids = new Set(moving.map(({ id }) => id))
  const placed = placeTogether(
    {
      world: site,
      moving,
      leaving,
      power: ANY_POWER,
      fixed: new Map(),
      companionOf: ({ id }) => (ids.has(id) ? 'moves' : 'stays'),
    },
    { makeRoom: true, prover: null },
  )
  return { placed, unordered: orderOf(site, placed) }
}

const timed = <T>(work: () => T): { readonly ms: number; readonly result: T } => {
  const from = performance.now()
  const result = work()
  return { ms: performance.now() - from, result }
}

/** Sites of up to 30,000 VMs of which each tenth host is emptied at once: placed and ordered in time, accepted, how near to the bound. */
export const generatedSites = (options: BenchmarkOptions): Promise<readonly Figure[]> => {
  const figures = SITES.flatMap(([vmCount, hostCount]): readonly Figure[] => {
    const site = siteOf(vmCount, hostCount, options.seed)
    const runs = Array.from({ length: TIMES }, () => timed(() => plannedIn({ ...site })))
    const { placed = [], unordered = 0 } = runs[0]?.result ?? {}
    const checked = timed(() => placed.flatMap(({ problem, assignment }) => checkPlacement(problem, assignment)))
    const value = sum(placed.map(({ assignment }) => assignment.value))
    const most = sum(placed.map(({ assignment }) => assignment.mostValue))
    const moves = sum(placed.map(({ assignment }) => assignment.moves.length))
    const makeRoom = sum(placed.map(({ assignment }) => assignment.cost.makeRoom))
    const unplaced = sum(placed.map(({ assignment }) => assignment.unplacedVmIds.length))
    const name = `evacuation.${vmCount}`
    process.stderr.write(
      `${name}: ${hostCount} hosts, ${moves - makeRoom} VMs moved, ${makeRoom} made room, ${unplaced} without a place, fullest ${(
        Math.max(...placed.map(({ assignment }) => assignment.cost.peak)) * 100
      ).toFixed(1)} % of what it may hold\n`,
    )
    const figure = (what: string, value: number, unit: string, goal: number | null): Figure => ({
      name: `${name}.${what}`,
      value,
      unit,
      goal,
      better: 'lower',
    })
    return [
      figure('plan', Math.max(...runs.map(({ ms }) => ms)), 'ms', GOAL_MS),
      figure('gap', most === 0 ? 0 : ((most - value) / most) * 100, '%', null),
      figure('refused', checked.result.length, 'violations', 0),
      figure('unordered', unordered, 'moves', 0),
      figure('check', checked.ms, 'ms', null),
    ]
  })
  return Promise.resolve(figures)
}
