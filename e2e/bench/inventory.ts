import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Inventory } from '../../server/domain/inventory'
import type { ManagerKind } from '../../server/domain/manager'
import { hypervisorDrivers } from '../../server/drivers/hypervisor/registry'
import type { ManagerSession, ManagerTarget } from '../../server/drivers/ports'
import { hasVcsim, startVcsim } from '../peers/vcsim/start'
import { type Benchmark, type Figure, median } from './figure'
import { engineWith } from './inventory-site'
import { settledMegabytes } from './settled-memory'

const VMS = 10_000
const REFRESHES = 5
/** "Refreshed in a few seconds without blocking polling of UPSs." */
const REFRESH_GOAL_MS = 5_000
const BLOCK_GOAL_MS = 50
/** Of the whole engine, which also decides, tells and writes meanwhile. */
const ENGINE_BLOCK_GOAL_MS = 100
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

/** One whole inventory: how long it took, and for how long at most nothing else could be done. */
const refresh = async (
  session: ManagerSession,
  count: number,
): Promise<{ readonly tookMs: number; readonly blockedMs: number; readonly inventory: Inventory }> => {
  await pause(200)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = performance.now()
  const result = await session.inventory({ deadlineMs: DEADLINE_MS })
  const tookMs = performance.now() - began
  await pause(20)
  delay.disable()
  if (result.kind !== 'ok') throw new Error(`${result.message} ${result.hint}`)
  if (result.value.vms.length < count) throw new Error(`only ${result.value.vms.length} of ${count} VMs were told`)
  return { tookMs, blockedMs: delay.max / 1e6, inventory: result.value }
}

const measure = async (kind: ManagerKind, count: number): Promise<readonly Figure[]> => {
  const manager = await (kind === 'vsphere' ? vcenter(count) : inChild(kind, count))
  const driver = hypervisorDrivers.find((one) => one.kind === kind)
  if (driver === undefined) throw new Error(`no driver for ${kind}`)
  const before = settledMegabytes()
  const target: ManagerTarget = {
    address: { kind, url: manager.url, pins: [manager.fingerprint] },
    secret: { kind: 'password', user: manager.user, password: manager.password },
  }
  const session = driver.open(target)
  try {
    const first = await refresh(session, count)
    const later: { readonly tookMs: number; readonly blockedMs: number }[] = []
    while (later.length < REFRESHES) later.push(await refresh(session, count))
    const kept = settledMegabytes() - before
    const engine = await engineWith(target, session, first.inventory)
    const figure = (name: string, value: number, unit: string, goal: number | null): Figure => ({
      name: `inventory-${kind}-${name}`,
      value,
      unit,
      goal,
      better: 'lower',
    })
    return [
      figure('first', first.tookMs, 'ms', null),
      figure('refresh', median(later.map(({ tookMs }) => tookMs)), 'ms', REFRESH_GOAL_MS),
      figure('first-blocked', first.blockedMs, 'ms', null),
      figure('blocked', Math.max(...later.map(({ blockedMs }) => blockedMs)), 'ms', BLOCK_GOAL_MS),
      figure('kept', kept, 'MB', null),
      figure('engine-loaded', engine.loadedMs, 'ms', null),
      figure('engine-load-blocked', engine.loadBlockedMs, 'ms', ENGINE_BLOCK_GOAL_MS),
      figure('engine-blocked', engine.blockedMs, 'ms', ENGINE_BLOCK_GOAL_MS),
      figure('engine-memory-empty', engine.emptyMegabytes, 'MB', null),
      figure('engine-memory', engine.megabytes, 'MB', null),
      figure('event-median', engine.changeMs.median, 'ms', null),
      figure('event-worst', engine.changeMs.worst, 'ms', null),
    ]
  } finally {
    await session.close()
    await manager.stop()
  }
}

/** Whole inventories of so many VMs, by each driver for which something stands in at that size, and by a whole engine. */
export const inventory: Benchmark = async ({ vmCount }) => {
  const count = vmCount ?? VMS
  const kinds: readonly ManagerKind[] = [...(hasVcsim() ? (['vsphere'] as const) : []), 'ovirt', 'xapi', 'proxmox']
  const figures: Figure[] = []
  for (const kind of kinds) figures.push(...(await measure(kind, count)))
  return figures
}
