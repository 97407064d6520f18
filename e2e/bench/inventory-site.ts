import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import type { Inventory } from '../../server/domain/inventory'
import { type PlanContent, planContentSchema } from '../../server/domain/plan'
import type { ManagerAddress, ManagerSecret } from '../../server/domain/manager'
import type { ManagerSession } from '../../server/drivers/ports'
import { until } from '../../server/testing/require-peer'
import { configure, hostIdFor, MANAGER, openSite, type Site, vmIdFor } from '../peers/main-job/site'
import { builtChild } from './built-child'
import { median } from './figure'
import type { Block } from './longest-block'

/** So many whole refreshes of the engine are watched, each some 10 s after the one before. */
const REFRESHES = 3
const CHANGES = 5
const LOAD_DEADLINE_MS = 600_000
const CHANGE_DEADLINE_MS = 120_000
const LOOK_EVERY_MS = 10
const CALL = { deadlineMs: 30_000 }

const measuredSchema = z.object({ blockedMs: z.number(), workedMs: z.number(), megabytes: z.number() })
const vmDocSchema = z.object({ power: z.string() })
const managerDocSchema = z.object({ refreshedAtMs: z.number().nullable() })

export interface EngineFigures {
  /** From its start until a document of every VM was in the store. */
  readonly loadedMs: number
  readonly load: Block
  /** While it read everything again, a few times. */
  readonly later: Block
  readonly emptyMegabytes: number
  readonly megabytes: number
  /** From the moment the manager itself shows a change until the document in the store says so. */
  readonly changeMs: { readonly median: number; readonly worst: number }
}

/** A third of the VMs in each of two stages, the others with the last one; the hosts after them. */
const planFor = ({ vms }: Inventory): PlanContent => {
  const placements = (part: number) =>
    vms.filter((_vm, index) => index % 3 === part).map((vm) => ({ vmId: vmIdFor(vm), vmName: vm.name }))
  return planContentSchema.parse({
    stages: [
      { id: 'first', name: 'First', triggers: [{ kind: 'seconds-on-battery', seconds: 60 }], placements: placements(0) },
      { id: 'second', name: 'Second', triggers: [{ kind: 'runtime-at-most', seconds: 900 }], placements: placements(1) },
      { id: 'last', name: 'Last', triggers: [{ kind: 'runtime-at-most', seconds: 600 }], placements: [] },
    ],
    hosts: { action: 'shutdown', triggers: [{ kind: 'low-battery' }], limitSeconds: 600 },
  })
}

const agentsFor = (count: number): ChildProcess =>
  fork(join(import.meta.dirname, 'ups-agents.ts'), [String(count)], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })

const asked = async (child: ChildProcess, message: 'begin' | 'measure'): Promise<unknown> => {
  const answer = once(child, 'message')
  child.send(message)
  return (await answer)[0]
}

const measure = async (child: ChildProcess) => measuredSchema.parse(await asked(child, 'measure'))

const refreshedAtMs = async (site: Site): Promise<number> => {
  const row = await site.store.read.latest.get('manager', MANAGER)
  return row === null ? 0 : (managerDocSchema.parse(row.doc).refreshedAtMs ?? 0)
}

const refreshes = async (site: Site, count: number): Promise<void> => {
  let last = await refreshedAtMs(site)
  for (let seen = 0; seen < count; seen += 1)
    last = await until(
      'the inventory to be read again',
      async () => {
        const now = await refreshedAtMs(site)
        return now > last ? now : null
      },
      LOAD_DEADLINE_MS,
      200,
    )
}

/** Switches VMs off at the manager, one after the other, and waits for what people see of each. */
const changes = async (site: Site, session: ManagerSession, vms: Inventory['vms']): Promise<readonly number[]> => {
  const took: number[] = []
  for (const vm of vms.filter(({ power }) => power === 'on').slice(0, CHANGES)) {
    const begun = await session.act({ act: 'power-off', vmNativeId: vm.nativeId }, CALL)
    if (begun.kind !== 'ok') throw new Error(`${begun.message} ${begun.hint}`)
    await until(
      `${vm.name} to be off`,
      async () => {
        const seen = await session.observeVm(vm.nativeId, CALL)
        return seen.kind === 'ok' && seen.value?.power === 'off'
      },
      CHANGE_DEADLINE_MS,
      LOOK_EVERY_MS,
    )
    const offAtMs = performance.now()
    await until(
      `${vm.name} to be shown off`,
      async () => {
        const row = await site.store.read.latest.get('vm', vmIdFor(vm))
        return row !== null && vmDocSchema.parse(row.doc).power === 'off'
      },
      CHANGE_DEADLINE_MS,
      LOOK_EVERY_MS,
    )
    took.push(performance.now() - offAtMs)
  }
  return took
}

/** A whole engine with this manager, one UPS that feeds all its hosts, an armed plan for all its VMs, and nothing else to do. `inventory`: what the manager has. */
export const engineWith = async (
  manager: { readonly address: ManagerAddress; readonly secret: ManagerSecret },
  session: ManagerSession,
  inventory: Inventory,
): Promise<EngineFigures> => {
  const site = await openSite()
  const agents = agentsFor(1)
  let engine: ChildProcess | null = null
  try {
    const [port = 0] = z.array(z.number()).parse((await once(agents, 'message'))[0])
    engine = await builtChild('inventory-engine', site.dataDirectory, site.keyFile)
    await once(engine, 'message')
    const { megabytes: emptyMegabytes } = await measure(engine)
    await asked(engine, 'begin')
    const beganAtMs = performance.now()
    await configure(site, {
      ups: {
        address: { protocol: 'snmp', host: '127.0.0.1', port, family: 'rfc1628' },
        secret: { kind: 'snmp-community', version: '2c', community: 'public' },
      },
      manager,
      hostIds: inventory.hosts.map(hostIdFor),
      content: planFor(inventory),
    })
    await site.order({ kind: 'config.changed' })
    await until(
      'a document of every VM',
      async () => (await site.store.read.latest.all('vm')).length >= inventory.vms.length,
      LOAD_DEADLINE_MS,
      200,
    )
    const loadedMs = performance.now() - beganAtMs
    const load = await measure(engine)
    await refreshes(site, 1)
    await asked(engine, 'begin')
    await refreshes(site, REFRESHES)
    const later = await measure(engine)
    const took = await changes(site, session, inventory.vms)
    const changeMs = { median: median(took), worst: Math.max(...took) }
    return { loadedMs, load, later, emptyMegabytes, megabytes: later.megabytes, changeMs }
  } finally {
    if (engine !== null) {
      const ended = once(engine, 'exit')
      engine.disconnect()
      await ended
    }
    agents.disconnect()
    await site.close()
  }
}
