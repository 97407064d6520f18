import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import type { ManagerKind } from '../../server/domain/manager'
import { hypervisorDrivers } from '../../server/drivers/hypervisor/registry'
import type { ManagerTarget } from '../../server/drivers/ports'
import { hasVcsim, startVcsim } from '../peers/vcsim/start'
import { builtChild } from './built-child'
import { type Benchmark, type Figure, median } from './figure'
import { engineWith } from './inventory-site'

const VMS = 10_000
/**
 * "Refreshed in a few seconds without blocking polling of UPSs." Each block is told twice: by the clock (`blocked`), and as the part
 * of it for which the process itself was at work (`worked`), which says more where others use the machine, too.
 */
const REFRESH_GOAL_MS = 5_000
const FIRST_GOAL_MS = 15_000
const FIRST_BLOCK_GOAL_MS = 250
const BLOCK_GOAL_MS = 50
/** Of the whole engine, which also decides, foresees, tells and writes meanwhile. */
const ENGINE_BLOCK_GOAL_MS = 100
const KEPT_GOAL_MB = 50
const ENGINE_MEMORY_GOAL_MB = 200
/** What changes is seen long before the next whole reading. */
const EVENT_MEDIAN_GOAL_MS = 2_500
const EVENT_WORST_GOAL_MS = 5_000
const DEADLINE_MS = 300_000

interface BigManager {
  readonly url: string
  readonly fingerprint: string
  readonly user: string
  readonly password: string
  readonly stop: () => Promise<void>
}

const toldSchema = z.object({ url: z.string(), fingerprint: z.string(), user: z.string(), password: z.string() })

/** The stand-in's own work must not be taken for the driver's. */
const inChild = async (kind: string, count: number): Promise<BigManager> => {
  const child = fork(join(import.meta.dirname, 'inventory-manager.ts'), [kind, String(count)], {
    execArgv: ['--import', 'tsx', '--max-old-space-size=4096'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const told = toldSchema.parse((await once(child, 'message'))[0])
  return {
    ...told,
    stop: async () => {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

const vcenter = async (count: number): Promise<BigManager> => {
  const lab = await startVcsim({
    clusters: 1,
    hostsPerCluster: Math.ceil(count / 50),
    vms: count,
  })
  const { url, fingerprint, user, password } = lab
  return { url, fingerprint, user, password, stop: () => lab.stop() }
}

const readingSchema = z.object({ tookMs: z.number(), ownMs: z.number(), blockedMs: z.number(), workedMs: z.number() })
const readSchema = z.object({
  readings: z.tuple([readingSchema], readingSchema),
  keptMegabytes: z.number(),
})

/** The driver by itself: its first reading, and the later ones. */
const driverWith = async (target: ManagerTarget) => {
  const child = await builtChild('inventory-reader')
  const told = once(child, 'message')
  child.send(target)
  const [answer] = await Promise.race([told, once(child, 'exit').then(() => [null])])
  const { readings, keptMegabytes } = readSchema.parse(answer)
  child.disconnect()
  const [first, ...later] = readings
  return {
    first,
    refreshMs: median(later.map(({ tookMs }) => tookMs)),
    refreshOwnMs: median(later.map(({ ownMs }) => ownMs)),
    blockedMs: Math.max(...later.map(({ blockedMs }) => blockedMs)),
    workedMs: Math.max(...later.map(({ workedMs }) => workedMs)),
    keptMegabytes,
  }
}

const measure = async (kind: ManagerKind, count: number): Promise<readonly Figure[]> => {
  const manager = await (kind === 'vsphere' ? vcenter(count) : inChild(kind, count))
  const driver = hypervisorDrivers.find((one) => one.kind === kind)
  if (driver === undefined) throw new Error(`no driver for ${kind}`)
  const target: ManagerTarget = {
    address: { kind, url: manager.url, pins: [manager.fingerprint] },
    secret: { kind: 'password', user: manager.user, password: manager.password },
  }
  const session = driver.open(target)
  try {
    const inventory = await session.inventory({ deadlineMs: DEADLINE_MS })
    if (inventory.kind !== 'ok') throw new Error(`${inventory.message} ${inventory.hint}`)
    if (inventory.value.vms.length < count) throw new Error(`only ${inventory.value.vms.length} of ${count} VMs were told`)
    const alone = await driverWith(target)
    const engine = await engineWith(target, session, inventory.value)
    const figure = (name: string, value: number, unit: string, goal: number | null): Figure => ({
      name: `inventory-${kind}-${name}`,
      value,
      unit,
      goal,
      better: 'lower',
    })
    return [
      figure('first', alone.first.tookMs, 'ms', FIRST_GOAL_MS),
      figure('refresh', alone.refreshMs, 'ms', REFRESH_GOAL_MS),
      figure('refresh-own', alone.refreshOwnMs, 'ms', null),
      figure('first-blocked', alone.first.blockedMs, 'ms', FIRST_BLOCK_GOAL_MS),
      figure('first-worked', alone.first.workedMs, 'ms', FIRST_BLOCK_GOAL_MS),
      figure('blocked', alone.blockedMs, 'ms', BLOCK_GOAL_MS),
      figure('worked', alone.workedMs, 'ms', BLOCK_GOAL_MS),
      figure('kept', alone.keptMegabytes, 'MB', KEPT_GOAL_MB),
      figure('engine-loaded', engine.loadedMs, 'ms', FIRST_GOAL_MS),
      figure('engine-load-blocked', engine.load.blockedMs, 'ms', FIRST_BLOCK_GOAL_MS),
      figure('engine-load-worked', engine.load.workedMs, 'ms', FIRST_BLOCK_GOAL_MS),
      figure('engine-blocked', engine.later.blockedMs, 'ms', ENGINE_BLOCK_GOAL_MS),
      figure('engine-worked', engine.later.workedMs, 'ms', ENGINE_BLOCK_GOAL_MS),
      figure('engine-memory-empty', engine.emptyMegabytes, 'MB', null),
      figure('engine-memory', engine.megabytes, 'MB', ENGINE_MEMORY_GOAL_MB),
      figure('event-median', engine.changeMs.median, 'ms', EVENT_MEDIAN_GOAL_MS),
      figure('event-worst', engine.changeMs.worst, 'ms', EVENT_WORST_GOAL_MS),
    ]
  } finally {
    await session.close()
    await manager.stop()
  }
}

/** Whole inventories of so many VMs, by each driver for which something stands in at that size, and by a whole engine. */
export const inventory: Benchmark = async ({ vmCount, managerKind }) => {
  const count = vmCount ?? VMS
  const kinds: readonly ManagerKind[] = [...(hasVcsim() ? (['vsphere'] as const) : []), 'ovirt', 'xapi', 'proxmox']
  const chosen = kinds.filter((kind) => managerKind === null || kind === managerKind)
  if (chosen.length === 0) throw new Error(`--manager ${managerKind}: one of ${kinds.join(', ')} is needed`)
  const figures: Figure[] = []
  for (const kind of chosen) figures.push(...(await measure(kind, count)))
  return figures
}
