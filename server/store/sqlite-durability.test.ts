import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { deviceIdSchema } from '../domain/ids'
import { draft } from '../testing/store-samples'
import { openStore } from './open-store'

const device = deviceIdSchema.parse('ups-1')

const root = mkdtempSync(join(tmpdir(), 'ridethrough-durability-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const newSite = () => {
  const folder = mkdtempSync(join(root, 'site-'))
  return { dataDirectory: join(folder, 'data'), keyFile: join(folder, 'secret.key'), databaseUrl: null }
}
type Site = ReturnType<typeof newSite>

const writerFile = fileURLToPath(new URL('../testing/store-writer.ts', import.meta.url))

interface Writer {
  readonly child: ChildProcess
  readonly acknowledged: number[]
  readonly errors: string[]
  readonly ended: Promise<number | null>
  /** Resolves once this many writes were acknowledged, or the process ended. */
  until(count: number): Promise<void>
}

const startWriter = (site: Site, name: string, count: number): Writer => {
  const child = spawn(process.execPath, ['--import', 'tsx', writerFile, site.dataDirectory, site.keyFile, name, String(count)])
  const acknowledged: number[] = []
  const errors: string[] = []
  let waiting: { count: number; resolve: () => void } | null = null
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    acknowledged.push(...lines.map(Number))
    if (waiting && acknowledged.length >= waiting.count) waiting.resolve()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      waiting?.resolve()
      resolve(code)
    }),
  )
  return {
    child,
    acknowledged,
    errors,
    ended,
    until: (wanted) =>
      new Promise((resolve) => {
        if (acknowledged.length >= wanted) resolve()
        else waiting = { count: wanted, resolve }
      }),
  }
}

describe('SQLite durability', () => {
  it('A1 loses no acknowledged write when many tasks write, roll back and insert at once', async () => {
    const store = await openStore(newSite())
    const tasks = 150
    const outcomes = await Promise.allSettled(
      Array.from({ length: tasks }, async (_, n) => {
        await store.samples.add([{ deviceId: device, atMs: n, supply: 'mains', values: { loadPercent: n } }])
        return store.write(async (tx) => {
          await tx.settings.set(`task.${n}`, n)
          // Gives every other task the chance to fall into this transaction.
          await new Promise((next) => setTimeout(next, n % 3))
          await tx.journal.append(draft({ message: `task ${n}` }))
          if (n % 4 === 0) throw new Error('rolled back')
          return n
        })
      }),
    )
    const acknowledged = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(acknowledged).toHaveLength(tasks - Math.ceil(tasks / 4))
    for (let n = 0; n < tasks; n += 1) {
      expect(await store.read.settings.get(`task.${n}`)).toBe(n % 4 === 0 ? null : n)
    }
    expect(await store.samples.series(device, 'loadPercent', 0, tasks, tasks)).toHaveLength(tasks)
    expect(await store.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: acknowledged.length })
    await store.close()
  })

  it('A1 lets two processes write at once and loses nothing', async () => {
    const site = newSite()
    const writers = ['web', 'engine'].map((name) => startWriter(site, name, 150))
    expect(await Promise.all(writers.map(({ ended }) => ended)), writers.flatMap(({ errors }) => errors).join('')).toEqual([0, 0])
    const store = await openStore(site)
    const ids = writers.flatMap(({ acknowledged }) => acknowledged).sort((a, b) => a - b)
    expect(ids).toEqual(Array.from({ length: 300 }, (_, n) => n + 1))
    expect(await store.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: 300 })
    await store.close()
  }, 60_000)

  it('A2 has every acknowledged write after kill −9, and a whole chain', async () => {
    const site = newSite()
    const acknowledged: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const writer = startWriter(site, `round ${round}`, 100_000)
      await writer.until(20 + round * 7)
      writer.child.kill('SIGKILL')
      await writer.ended
      expect(writer.acknowledged.length, writer.errors.join('')).toBeGreaterThanOrEqual(20)
      acknowledged.push(...writer.acknowledged)
    }
    const store = await openStore(site)
    for (const id of acknowledged) expect((await store.read.journal.get(id))?.id).toBe(id)
    const verdict = await store.read.journal.verify()
    expect(verdict).toMatchObject({ ok: true, brokenAtId: null })
    // At most the one write that each kill interrupted may be there without an acknowledgement.
    expect(verdict.verifiedEntries - acknowledged.length).toBeLessThanOrEqual(3)
    await store.close()
  }, 60_000)
})
