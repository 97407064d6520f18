import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { ENGINE_FLAGS } from '../../../scripts/engine-flags.mjs'
import {
  credentialIdSchema,
  deviceIdSchema,
  type HostId,
  hostIdOf,
  type ManagerId,
  managerIdSchema,
  orderIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  type VmId,
  vmIdOf,
} from '../../../server/domain/ids'
import type { JournalEntry } from '../../../server/domain/journal'
import type { ManagerAddress, ManagerSecret } from '../../../server/domain/manager'
import type { Order } from '../../../server/domain/order'
import type { PlanContent } from '../../../server/domain/plan'
import { type RunWithSteps, withoutRecords } from '../../../server/domain/run'
import type { UpsAddress, UpsSecret } from '../../../server/domain/ups'
import { openStore } from '../../../server/store/open-store'
import type { Store } from '../../../server/store/store'
import { until } from '../../../server/testing/require-peer'

const root = resolve(import.meta.dirname, '../../..')
const engineFile = join(root, 'dist/engine.js')

/** The built engine as its own process (in a network namespace where one is named) on a database of its own; the test reads the store as the web process would. */
export interface Site {
  readonly store: Store
  readonly dataDirectory: string
  readonly keyFile: string
  startEngine(): Promise<void>
  enginePid(): number
  /** As the kernel would on running out of memory. */
  killEngine(): Promise<void>
  stopEngine(): Promise<void>
  /** `placedAtMs`: for an engine whose clock is not ours. */
  order(order: Order, placedAtMs?: number): Promise<void>
  close(): Promise<void>
}

let isBuilt = false

/** Builds what is not built from the present sources, once per process: no peer test meets an old engine. Throws where that fails. */
const requireBuild = (): void => {
  if (isBuilt) return
  const built = spawnSync(process.execPath, ['scripts/build.mjs', '--no-web'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the engine could not be built: ${built.stderr}`)
  isBuilt = true
}

export const openSite = async (
  options: { readonly namespace?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Site> => {
  requireBuild()
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-site-'))
  const env = {
    ...process.env,
    RIDETHROUGH_DATA_DIR: join(folder, 'data'),
    RIDETHROUGH_KEY_FILE: join(folder, 'keys', 'secret.key'),
    RIDETHROUGH_ROOT: root,
    RIDETHROUGH_LOG_LEVEL: process.env.RIDETHROUGH_LOG_LEVEL ?? 'warn',
    ...options.env,
  }
  mkdirSync(env.RIDETHROUGH_DATA_DIR)
  process.env.RIDETHROUGH_KEY_FILE = env.RIDETHROUGH_KEY_FILE
  const store = await openStore({ dataDirectory: env.RIDETHROUGH_DATA_DIR, migrationsDirectory: join(root, 'prisma/migrations') })
  let engine: ChildProcess | null = null
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const child = engine
    engine = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    store,
    dataDirectory: env.RIDETHROUGH_DATA_DIR,
    keyFile: env.RIDETHROUGH_KEY_FILE,
    startEngine: async () => {
      const before = await store.read.journal.head()
      const stdio: ['ignore', 'inherit', 'inherit', 'ipc'] = ['ignore', 'inherit', 'inherit', 'ipc']
      engine =
        options.namespace === undefined
          ? fork(engineFile, [], { cwd: root, env, stdio, execArgv: [...ENGINE_FLAGS] })
          : spawn('ip', ['netns', 'exec', options.namespace, process.execPath, ...ENGINE_FLAGS, engineFile], {
              cwd: root,
              env,
              stdio,
            })
      await until('the engine to start', async () =>
        (await store.read.journal.since(before.id, 200)).some((entry) => entry.kind === 'engine.started'),
      )
    },
    enginePid: () => engine?.pid ?? 0,
    killEngine: () => end('SIGKILL'),
    stopEngine: () => end('SIGTERM'),
    order: async (order, placedAtMs = Date.now()) => {
      const id = orderIdSchema.parse(randomUUID())
      await store.write((tx) =>
        tx.orders.place({ id, order, actor: 'test', channel: 'cli', placedAtMs, state: 'placed', result: null }),
      )
      const row = await until(`the answer to ${order.kind}`, async () => {
        const found = await store.read.orders.get(id)
        return found !== null && (found.state === 'done' || found.state === 'failed') ? found : null
      })
      if (row.state === 'failed') throw new Error(`${order.kind} was refused: ${JSON.stringify(row.result)}`)
    },
    close: async () => {
      await end('SIGTERM')
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const MANAGER: ManagerId = managerIdSchema.parse('manager')
export const GROUP = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')

export const vmIdFor = (vm: { readonly uuid: string | null; readonly nativeId: string }): VmId => vmIdOf(MANAGER, vm)
export const hostIdFor = (host: { readonly uuid: string | null; readonly nativeId: string }): HostId => hostIdOf(MANAGER, host)

/** One UPS that feeds every host of one manager: the smallest site on which the main job can be done. */
export const configure = async (
  site: Site,
  parts: {
    readonly ups: { readonly address: UpsAddress; readonly secret: UpsSecret }
    readonly manager: { readonly address: ManagerAddress; readonly secret: ManagerSecret }
    readonly hostIds?: readonly HostId[]
    readonly content?: PlanContent
  },
): Promise<void> => {
  const nowMs = Date.now()
  const device = deviceIdSchema.parse('ups')
  const upsCredential = credentialIdSchema.parse('ups')
  const managerCredential = credentialIdSchema.parse('manager')
  await site.store.write(async (tx) => {
    await tx.credentials.put({ id: upsCredential, name: 'ups', secret: parts.ups.secret })
    await tx.credentials.put({ id: managerCredential, name: 'manager', secret: parts.manager.secret })
    await tx.devices.put({
      id: device,
      name: 'ups',
      address: parts.ups.address,
      credentialId: upsCredential,
      enabled: true,
      identity: null,
      createdAtMs: nowMs,
    })
    await tx.managers.put({
      id: MANAGER,
      name: 'manager',
      address: parts.manager.address,
      credentialId: managerCredential,
      enabled: true,
      createdAtMs: nowMs,
    })
    await tx.groups.put({ id: GROUP, name: 'Row', deviceIds: [device], requiredDevices: 1 })
    for (const hostId of parts.hostIds ?? [])
      await tx.feeds.setForHost(hostId, [{ deviceId: device, hostId, label: 'A', outletId: null }])
    if (parts.content === undefined) return
    const versionId = planVersionIdSchema.parse(randomUUID())
    const plan = { id: PLAN, name: 'Row', powerGroupId: GROUP, mode: 'armed' as const, createdAtMs: nowMs }
    await tx.plans.put({ ...plan, publishedVersionId: null })
    await tx.plans.addVersion({
      id: versionId,
      planId: PLAN,
      number: 1,
      content: parts.content,
      createdBy: 'test',
      createdAtMs: nowMs,
      note: null,
    })
    await tx.plans.put({ ...plan, publishedVersionId: versionId })
  })
}

/** Every step that does anything; what only records who ran as the outage began is none. */
export const allDone = (run: RunWithSteps): boolean => withoutRecords(run).steps.every(({ state }) => state === 'done')

export const waitForRun = async (
  site: Site,
  what: string,
  condition: (run: RunWithSteps) => boolean,
  timeoutMs = 120_000,
): Promise<RunWithSteps> =>
  until(
    what,
    async () => {
      const [latest] = await site.store.read.runs.list({ limit: 1 })
      const stored = latest === undefined ? null : await site.store.read.runs.get(latest.id)
      const run = stored === null ? null : withoutRecords(stored)
      return run !== null && condition(run) ? run : null
    },
    timeoutMs,
    200,
  )

export const wholeJournal = async (site: Site): Promise<readonly JournalEntry[]> => {
  const entries: JournalEntry[] = []
  for (;;) {
    const page = await site.store.read.journal.since(entries.at(-1)?.id ?? 0, 500)
    if (page.length === 0) return entries
    entries.push(...page)
  }
}

/** The simulated datacenter as its own process. */
export const startSimulator = async (speed: number): Promise<{ readonly control: string; stop(): Promise<void> }> => {
  requireBuild()
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'dist/simulator.js'), '--speed', String(speed)], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { control } = JSON.parse(line) as { control: string }
  return {
    control,
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Runs a built program that prepares a site, as the start script does. */
export const runBuilt = (name: string, env: Readonly<Record<string, string>>): void => {
  const done = spawnSync(process.execPath, ['--enable-source-maps', join(root, `dist/${name}.js`)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  if (done.status !== 0) throw new Error(`${name} failed: ${done.stderr}`)
}
