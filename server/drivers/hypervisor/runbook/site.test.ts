import { describe, expect, it } from 'vitest'
import { runbookSchema } from '../../../domain/runbook'
import type { CallOptions } from '../../ports'
import type { PortAnswer } from '../../protocols/tcp/try-port'
import { perform } from './acts'
import type { Endpoint, Machine } from './endpoint'
import type { Place } from './knock'
import type { Sign } from './silence'
import { RunbookSite } from './site'

const how: CallOptions = { deadlineMs: 60_000 }
const [NAS, HOST, WITNESS] = ['192.0.2.10:22', '192.0.2.21:22', '192.0.2.1:22']
const ID = '5e0f3a52-6a0e-4b0d-9f5a-0d1c6f6a1001'

const { machines } = runbookSchema.parse({
  machines: [
    {
      id: ID,
      name: 'nas',
      kind: 'storage',
      stop: { run: 'stop' },
      forceOff: { run: 'force' },
      probe: { kind: 'tcp', address: NAS },
      witness: WITNESS,
      usedBy: [HOST],
    },
  ],
})

/** A network in which addresses answer as told, and a clock that stands still. */
const open = (answers: Record<string, PortAnswer>, changes: Partial<Machine> = {}, sign: Sign = 'unclear') => {
  const done: string[] = []
  let nowMs = 0
  const endpoint: Endpoint = {
    product: 'test',
    reach: () => Promise.resolve(),
    carryOut: (_machine, deed) => {
      done.push(deed)
      return Promise.resolve(null)
    },
    sign: () => Promise.resolve(sign),
    close: () => Promise.resolve(),
  }
  const knocker = {
    at: ({ host, port }: Place) => Promise.resolve(answers[`${host}:${port}`] ?? 'unclear'),
    echo: (host: string) => Promise.resolve(answers[host] ?? 'unclear'),
  }
  const known = machines.map((machine) => ({ ...machine, id: ID, ...changes }))
  const site = new RunbookSite(known, endpoint, { knocker, now: () => nowMs })
  const power = async () => (await site.vm(ID, how))?.power
  const later = (ms: number) => void (nowMs += ms)
  /** As the engine would: again and again for half a minute. */
  const lookOn = async () => {
    let last = await power()
    for (let look = 0; look < 4; look += 1) {
      later(10_000)
      last = await power()
    }
    return last
  }
  return { site, answers, done, power, later, lookOn }
}

describe('A4 A5 what a probe over the network says', () => {
  it('on while it takes a connection, unknown while it refuses: something runs there', async () => {
    expect(await open({ [NAS]: 'taken' }).power()).toBe('on')
    expect(await open({ [NAS]: 'refused', [WITNESS]: 'taken' }).lookOn()).toBe('unknown')
  })
  it('off after half a minute of silence while its witness answers, and its host down with it', async () => {
    const { power, lookOn, site } = open({ [NAS]: 'silent', [WITNESS]: 'refused' })
    expect(await power()).toBe('unknown')
    expect(await lookOn()).toBe('off')
    expect((await site.host(`host-${ID}`, how))?.connection).toBe('down')
  })
  it('never off while the witness is silent too (A9): the network may be down', async () => {
    const { answers, lookOn } = open({ [NAS]: 'silent', [WITNESS]: 'silent' })
    expect(await lookOn()).toBe('unknown')
    answers[WITNESS] = 'unclear'
    expect(await lookOn()).toBe('unknown')
  })
  it('never off without a witness, nor while it could not be asked (A12)', async () => {
    expect(await open({ [NAS]: 'silent' }, { witness: null, usedBy: [] }).lookOn()).toBe('unknown')
    expect(await open({ [NAS]: 'unclear', [WITNESS]: 'taken' }).lookOn()).toBe('unknown')
  })
  it('on again with the first answer', async () => {
    const { answers, lookOn, power } = open({ [NAS]: 'silent', [WITNESS]: 'taken' })
    await lookOn()
    answers[NAS] = 'taken'
    expect(await power()).toBe('on')
  })
})

describe('A4 A5 what a probe by command says', () => {
  const probed = (probe: object) => runbookSchema.safeParse({ machines: [{ name: 'nas', stop: { run: 'stop' }, probe }] }).success
  it('off has a code of its own: 1, which also means that the command failed, is refused and no default', () => {
    const asked = { kind: 'command', run: 'ask' }
    expect([probed(asked), probed({ ...asked, off: [1] }), probed({ ...asked, off: [3, 1] })]).toEqual([false, false, false])
    expect(probed({ ...asked, off: [3] })).toBe(true)
  })
  it('off is believed in the second look only, and until then the machine is told to stop', async () => {
    const probe = { kind: 'command' as const, run: 'ask', on: [0], off: [3] }
    const { site, power, later, done } = open({}, { probe, witness: null, usedBy: [] }, 'off')
    expect((await site.host(`host-${ID}`, how))?.connection).not.toBe('down')
    await perform({ act: 'shutdown-guest', vmNativeId: ID }, site, how)
    expect(done).toEqual(['stop'])
    later(3_000)
    expect(await power()).toBe('off')
    await perform({ act: 'shutdown-guest', vmNativeId: ID }, site, how)
    expect(done).toEqual(['stop'])
  })
})

describe('acts', () => {
  const stop = { act: 'shutdown-guest', vmNativeId: ID } as const
  const off = { act: 'power-off', vmNativeId: ID } as const

  it('D5 neither stops nor forces off what is in use, and says that it is tried again', async () => {
    const { site, done } = open({ [NAS]: 'taken', [HOST]: 'taken', [WITNESS]: 'taken' })
    for (const act of [stop, off, { act: 'shutdown-host', hostNativeId: `host-${ID}` } as const])
      await expect(perform(act, site, how)).rejects.toMatchObject({ failure: { kind: 'unreachable' } })
    expect(done).toEqual([])
  })
  it('D5 A5 stops it once its user was silent for half a minute', async () => {
    const { site, done, later } = open({ [NAS]: 'taken', [HOST]: 'silent', [WITNESS]: 'taken' })
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(done).toEqual([])
      await perform(stop, site, how).catch(() => undefined)
      later(10_000)
    }
    expect(done).toEqual(['stop'])
  })
  it('A2 does nothing to what is as it should be', async () => {
    const { site, done } = open({ [NAS]: 'taken' }, { start: { run: 'start', limitSeconds: 60 } })
    expect(await perform({ act: 'start', vmNativeId: ID, hostNativeId: null }, site, how)).toBeNull()
    expect(done).toEqual([])
  })
  it('says what it cannot do', async () => {
    const { site } = open({ [NAS]: 'silent' }, { forceOff: null, usedBy: [] })
    for (const act of [
      off,
      { act: 'start', vmNativeId: ID, hostNativeId: null },
      { act: 'save-state', vmNativeId: ID },
      { act: 'migrate', vmNativeId: ID, toHostNativeId: 'x' },
      { act: 'cancel-migration', vmNativeId: ID },
      { act: 'enter-maintenance', hostNativeId: `host-${ID}` },
    ] as const)
      await expect(perform(act, site, how)).rejects.toMatchObject({ failure: { kind: 'unsupported' } })
  })
})
