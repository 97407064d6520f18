import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunWithSteps } from '../../../../server/domain/run'
import { until } from '../../../../server/testing/require-peer'
import { type ChainedSite, startChainedSite } from './chained-site'

const ALL = ['ats-db', 'ats-web', 'pdu-db', 'pdu-web', 'two-app']

/** The simulated datacenter keeps its own truth; the product has to agree with it. */
describe('an outage through an ATS and a PDU', () => {
  let chained: ChainedSite
  const mains = (on: boolean, ups: 'ups-1' | 'ups-2') => chained.site.world.setMains(on, { ups })
  const journalled = async (kind: string) => (await chained.world.store.read.journal.page({ kinds: [kind], limit: 100 })).length
  const historyOf = (name: string, sinceMs: number) =>
    chained.site.world.state.history.filter(({ atMs, object }) => atMs >= sinceMs && object === name)
  /** When a guest was off in truth, after the world was so old. */
  const endOf = (name: string, sinceMs: number): number =>
    historyOf(name, sinceMs).find(({ event }) => event === 'stopped')?.atMs ?? Number.NaN
  const shed = (group: 'Left' | 'Right', names: readonly string[]): Promise<RunWithSteps> =>
    until(
      `${names.join(', ')} to be off by the plan of ${group}`,
      async () => {
        const run = await chained.runOf(group)
        const done = (run?.steps ?? []).filter(({ direction, state }) => direction === 'down' && state === 'done')
        return run !== null && run.endedAtMs === null && names.every((name) => done.some(({ object }) => object.name === name))
          ? run
          : null
      },
      60_000,
    )
  const recovered = async (): Promise<void> => {
    await until('everything to run again', () => chained.running().length === ALL.length, 90_000)
    await until('no run to be on', async () => (await chained.world.store.read.runs.active()).length === 0, 60_000)
    expect(chained.running()).toEqual(ALL)
  }
  const namesOf = (run: RunWithSteps | null): readonly string[] =>
    [...new Set(run?.steps.map(({ object }) => object.name))].toSorted()

  beforeAll(async () => {
    chained = await startChainedSite()
  })
  afterAll(async () => {
    await chained?.close()
  })

  it('begins with a chain about which nothing is to be said', async () => {
    await until('all alarms of the beginning to be over', async () => (await chained.alarms()).length === 0, 15_000)
    await until('the kinds to be kept', async () => {
      const rows = await chained.world.store.read.devices.list()
      return rows.filter(({ identity }) => identity?.kind === 'pdu' || identity?.kind === 'ats').length === 2
    })
  })

  it('serves its UPSs to NUT clients, and neither the PDU nor the ATS', async () => {
    const socket = connect(chained.nutPort, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.write('LIST UPS\nLIST VAR pdu-1\n')
    await until('both answers', () => said.includes('ERR'))
    socket.destroy()
    expect(said.match(/^UPS .*$/gm)).toEqual(['UPS ups-1 "ups-1"', 'UPS ups-2 "ups-2"'])
    expect(said).toContain('ERR UNKNOWN-UPS')
  })

  it('P2 the cards of PDU and ATS fall silent while another UPS fails: nothing behind them is presumed dead, nothing is switched', async () => {
    for (const name of ['pdu-1', 'ats-1']) chained.site.world.setComms(name, true)
    await until('both to be missed', async () => (await journalled('power.contact-lost')) === 2)
    mains(false, 'ups-2')
    await until('the outage of ups-2 to be carried through', async () => {
      const run = await chained.runOf('Right')
      return run !== null && run.fired.length === 1
    })
    expect(await chained.alarms()).toEqual(expect.arrayContaining(['no-contact ats-1', 'no-contact pdu-1']))
    // host-ats has ups-1 by its ATS, host-two by its PDU: silence takes neither from them.
    expect((await chained.runOf('Right'))?.steps).toEqual([])
    expect(await chained.runOf('Left')).toBeNull()
    expect(chained.running()).toEqual(ALL)
    mains(true, 'ups-2')
    for (const name of ['pdu-1', 'ats-1']) chained.site.world.setComms(name, false)
    await recovered()
  })

  it('P5 UPS 1 on battery: the host on the ATS lives by UPS 2, the host on the PDU is shed in the plan’s order', async () => {
    const sinceMs = chained.site.world.nowMs
    mains(false, 'ups-1')
    const run = await shed('Left', ['pdu-web', 'pdu-db'])
    expect(namesOf(run)).toEqual(['pdu-db', 'pdu-web'])
    expect(chained.running()).toEqual(['ats-db', 'ats-web', 'two-app'])
    expect(endOf('pdu-web', sinceMs)).toBeLessThan(endOf('pdu-db', sinceMs))
    // The PDU's card falls silent in the middle of it: still nothing more is switched (P2).
    chained.site.world.setComms('pdu-1', true)
    const lost = await journalled('power.contact-lost')
    await until('it to be missed', async () => (await journalled('power.contact-lost')) > lost)
    expect(namesOf(await chained.runOf('Left'))).toEqual(['pdu-db', 'pdu-web'])
    chained.site.world.setComms('pdu-1', false)
    await until('it to be back', async () => !(await chained.alarms()).includes('no-contact pdu-1'))
  })

  it('P5 UPS 2 fails as well: now the host on the ATS is shed too, each guest once', async () => {
    const sinceMs = chained.site.world.nowMs
    mains(false, 'ups-2')
    await until('all guests to be off', () => chained.running().length === 0, 60_000)
    for (const name of ['ats-web', 'ats-db', 'two-app']) {
      const events = historyOf(name, sinceMs).map(({ event }) => event)
      expect(events.filter((event) => !event.endsWith('-requested'))).toEqual(['stopped'])
    }
    expect(endOf('ats-web', sinceMs)).toBeLessThan(endOf('ats-db', sinceMs))
    expect(chained.site.world.state.kills).toEqual([])
  })

  it('R1 R6 and all of it comes back', async () => {
    mains(true, 'ups-1')
    mains(true, 'ups-2')
    await recovered()
    expect(chained.site.world.state.kills).toEqual([])
  })

  it('P5 an outlet that is off is a dead feed: UPS 2 on battery then sheds the host that would have had UPS 1 by it', async () => {
    chained.site.world.setOutlet('pdu-1', 3, false)
    await until('the alarm', async () => (await chained.alarms()).includes('feed-off host-two'))
    mains(false, 'ups-2')
    const run = await shed('Right', ['two-app'])
    expect(namesOf(run)).toEqual(['two-app'])
    expect(chained.running()).toEqual(ALL.filter((name) => name !== 'two-app'))
    chained.site.world.setOutlet('pdu-1', 3, true)
    mains(true, 'ups-2')
    await recovered()
    expect(chained.site.world.state.kills).toEqual([])
    expect(await chained.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })

  it('P5 an ATS that loses its second input says so, with the host that hangs on the first alone', async () => {
    const ups2 = chained.site.world.ups('ups-2')
    ups2.autoRestart = false
    ups2.shutdownAtMs = chained.site.world.nowMs
    await until('the alarm', async () => (await chained.alarms()).includes('input-dead ats-1'))
    expect(await journalled('power.input-changed')).toBeGreaterThan(0)
    expect(chained.site.world.passing('ats-1').selected).toBe('A')
    ups2.autoRestart = true
    await until('it to be over', async () => !(await chained.alarms()).includes('input-dead ats-1'), 30_000)
  })

  it('P9 an engine that starts while the PDU is silent still knows what it is, and who hangs on it', async () => {
    chained.site.world.setComms('pdu-1', true)
    await chained.restartEngine()
    const docOf = async (id: string) => (await chained.world.store.read.latest.get('device', id))?.doc
    await until('the UPSs to be heard', async () => JSON.stringify(await docOf('ups-1')).includes('"supply":"mains"'))
    await until('the PDU to be missed', async () => (await docOf('pdu-1')) !== undefined && (await docOf('pdu-1')) !== null)
    expect(await docOf('pdu-1')).toMatchObject({ kind: 'pdu', contact: 'lost', decidingRuntimeReason: 'it holds no energy' })
    await until('the guests to be known', async () => (await chained.world.store.read.latest.all('manager')).length === 1)
    mains(false, 'ups-1')
    expect(namesOf(await shed('Left', ['pdu-web', 'pdu-db']))).toEqual(['pdu-db', 'pdu-web'])
    chained.site.world.setComms('pdu-1', false)
    mains(true, 'ups-1')
    await recovered()
  })
})
