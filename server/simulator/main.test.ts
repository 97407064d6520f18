import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { until } from '../testing/require-peer'

const entry = fileURLToPath(new URL('./main.ts', import.meta.url))
const running: ChildProcessWithoutNullStreams[] = []

const start = async (...options: string[]): Promise<{ child: ChildProcessWithoutNullStreams; control: string }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...options], { stdio: 'pipe' })
  running.push(child)
  const line: unknown[] = await once(createInterface(child.stdout), 'line')
  return { child, control: z.object({ control: z.string() }).parse(JSON.parse(String(line[0]))).control }
}

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

const ask = async (control: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${control}${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}

const stateSchema = z.object({
  nowMs: z.number(),
  scenario: z.string().nullable(),
  managerDown: z.string(),
  upses: z.array(z.object({ name: z.string(), mains: z.boolean(), output: z.string() })),
  vms: z.array(z.object({ name: z.string(), hung: z.boolean(), stopSeconds: z.number() })),
})

/** Starting a process takes long on a busy machine. */
describe('the simulator as a process', { timeout: 60_000 }, () => {
  it('describes itself, obeys its control API and lets time pass', async () => {
    const { control } = await start('--speed', '20')
    const state = async () => stateSchema.parse((await ask(control, '/state')).body)
    const described = z
      .object({
        upses: z.array(z.unknown()),
        vms: z.array(z.unknown()),
        plans: z.array(z.unknown()),
        manager: z.object({ fingerprint: z.string() }),
      })
      .parse((await ask(control, '/description')).body)
    expect([described.upses.length, described.vms.length, described.plans.length]).toEqual([5, 48, 3])
    expect(described.manager.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)

    expect((await ask(control, '/scenario', { name: 'cut-the-mains' })).status).toBe(200)
    await until(
      'Row 1 is on battery',
      async () => (await state()).upses.filter(({ output }) => output === 'battery').length === 2,
    )
    expect((await ask(control, '/mains', { on: true })).status).toBe(200)
    await until('the mains are back', async () => (await state()).upses.every(({ output }) => output === 'mains'))

    await ask(control, '/guest', { vm: 'db-07', hung: true, shutdownSeconds: 99 })
    expect((await state()).vms.find(({ name }) => name === 'db-07')).toMatchObject({ hung: true, stopSeconds: 99 })
    await ask(control, '/manager', { down: true })
    expect((await state()).managerDown).toBe('refuses')
  })

  it('says what is wrong with an order', async () => {
    const { control } = await start('--speed', '0')
    expect((await ask(control, '/scenario', { name: 'meteorite' })).status).toBe(404)
    expect((await ask(control, '/mains', { on: 'perhaps' })).status).toBe(400)
    expect((await ask(control, '/mains', { on: false, ups: 'nobody' })).status).toBe(404)
    expect((await ask(control, '/nothing')).status).toBe(404)
  })

  it('ends cleanly on SIGTERM, and when the parent closes its stdin', async () => {
    const [first, second] = [await start(), await start()]
    first.child.kill('SIGTERM')
    expect(await once(first.child, 'exit')).toEqual([0, null])
    second.child.stdin.end()
    expect(await once(second.child, 'exit')).toEqual([0, null])
  })
})
