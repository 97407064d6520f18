import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Step } from '../../domain/run'
import { checkShedding } from '../check-shedding'
import { priorDurations } from '../durations'
import { capabilities, feed, group, host, manager, onHost, onVm, step, vm, vmId, world } from '../../testing/world-samples'
import { loadModel } from '../load-model'
import { hostsOfOnly, mayWait } from './may-wait'
import { type MomentsQuestion, problemOf, stageMoments } from './stage-moments'

const TAGS = ['tier-0', 'tier-1', 'tier-2', 'tier-3']
const names = ['gold', 'silver', 'bronze', 'scrap']
const power = group(['ups'])
const site = world({
  managers: [manager({ capabilities: capabilities({ powerOpsPerHost: 2, callsPerManager: 8 }) })],
  hosts: [host('a', { powerWatts: 400 }), host('b', { powerWatts: 400 })],
  vms: names.map((name, at) => vm(name, at % 2 === 0 ? 'a' : 'b', { tags: [TAGS[at] ?? ''] })),
  feeds: [feed('ups', 'a'), feed('ups', 'b')],
  groups: [power],
})
const asked = (name: string, seq: number, more: Partial<Step> = {}): Step =>
  step(seq, { object: onVm(name), action: 'shutdown', limitSeconds: 180, fallback: 'power-off', ...more })
const steps = names.map((name, at) => asked(name, at + 1))
const load = loadModel(site, power, 900)

const question = (seconds: number, more: Partial<MomentsQuestion> = {}): MomentsQuestion => ({
  world: site,
  durations: priorDurations,
  load,
  watts: 900,
  runtimeAt: (watts) => seconds * (900 / watts) ** 1.1,
  charge: 1,
  ends: steps.map((each) => ({ step: each, mayWait: true, ranSeconds: 0 })),
  reserveSeconds: 120,
  lastedSeconds: 60,
  clockSeconds: 1_000_000,
  ...more,
})
const named = (found: ReturnType<typeof stageMoments>) =>
  found === null
    ? null
    : Object.fromEntries(
        steps.flatMap((each) => [[each.object.name, found.begins.get(each.id)] as const]).filter(([, at]) => at !== undefined),
      )

describe('moments of a stage whose VMs are stopped by value', () => {
  it('the more important ones are stopped later, and all so that they end before the reserve at worst', () => {
    const found = stageMoments(question(1_500))
    const { gold = 0, silver = 0, bronze = 0, scrap = 0 } = named(found) ?? {}
    expect(gold).toBeGreaterThanOrEqual(silver)
    expect(silver).toBeGreaterThanOrEqual(bronze)
    expect(bronze).toBeGreaterThanOrEqual(scrap)
    expect(gold).toBeGreaterThan(500)
    // 120 s at worst, and 120 s of reserve, of what the battery lasts with the hosts on.
    expect(gold).toBeLessThan(1_500 * (900 / 600) ** 1.1 - 240)
  })

  it('D3 nothing waits where the grace of all does not fit any more, or with more VMs than can be decided about with every sample', () => {
    expect(stageMoments(question(200))).toBeNull()
    const many = Array.from({ length: 401 }, (_, at) => ({ step: asked('gold', at), mayWait: true, ranSeconds: 0 }))
    expect(stageMoments(question(5_000, { ends: many }))).toBeNull()
  })

  it('the order of the plan stays: a VM is asked once those that hang on it have ended', () => {
    const [gold, silver, bronze, scrap] = steps
    if (gold === undefined || silver === undefined || bronze === undefined || scrap === undefined) throw new Error('steps')
    const ends = [gold, silver, bronze, { ...scrap, after: [gold.id] }].map((each) => ({
      step: each,
      mayWait: true,
      ranSeconds: 0,
    }))
    const found = named(stageMoments(question(1_500, { ends }))) ?? {}
    expect((found['scrap'] ?? 0) - (found['gold'] ?? 0)).toBeGreaterThanOrEqual(120)
  })

  it('the end of a host that was called counts, and its own draw ends with it', () => {
    const off = {
      step: step(9, { object: onHost('a'), action: 'shutdown-host', limitSeconds: 600 }),
      mayWait: false,
      ranSeconds: 0,
    }
    const { hosts } = problemOf(question(1_500, { ends: [...question(1_500).ends, off] }))
    expect(hosts.map(({ id, endSeconds, baseWatts }) => [id, endSeconds, baseWatts > 0])).toEqual([
      [host('a').id, 240, true],
      [host('b').id, null, false],
    ])
  })

  it('D2 looked at every five seconds, each is stopped within two slots of when it was first to be, while all goes as was believed', () => {
    const whole = question(1_500)
    const first = stageMoments(whole)
    const slot = first?.problem.slotSeconds ?? 0
    const planned = new Map<string, number>(first?.begins)
    const asks = new Map<string, number>()
    const moments = new Map<string, number>()
    let left = 1
    for (let now = 0; asks.size < steps.length && now < 6_000; now += 5) {
      const isOver = ({ id }: Step): boolean => (asks.get(id) ?? Infinity) + 120 <= now
      const open = steps.filter((each) => !isOver(each))
      const watts = 900 - steps.filter(isOver).reduce((sum, each) => sum + (load.vmWatts.get(vmId(each.object.name)) ?? 0), 0)
      const ends = open.map((each): MomentsQuestion['ends'][number] => {
        const askedAt = asks.get(each.id)
        if (askedAt !== undefined) return { step: { ...each, state: 'running' }, mayWait: false, ranSeconds: now - askedAt }
        const at = moments.get(each.id)
        return { step: each, mayWait: true, ranSeconds: 0, ...(at === undefined ? {} : { before: at - now }) }
      })
      const runtimeAt = (load: number): number => left * whole.runtimeAt(load)
      const found = stageMoments({
        ...whole,
        ends,
        watts,
        runtimeAt,
        charge: left,
        lastedSeconds: 60 + now,
        clockSeconds: 1_000_000 + now,
      })
      for (const { step: each, mayWait: waits } of ends) {
        const begin = found?.begins.get(each.id) ?? 0
        if (!waits) continue
        if (begin === 0) asks.set(each.id, now)
        else moments.set(each.id, now + begin)
      }
      left -= 5 / whole.runtimeAt(watts)
    }
    expect(asks.size).toBe(steps.length)
    for (const [id, at] of asks) expect(Math.abs(at - (planned.get(id) ?? 0))).toBeLessThanOrEqual(2 * slot)
    expect(left * whole.runtimeAt(600)).toBeGreaterThan(120)
  })

  it('what is found is accepted by the checker, and less battery never lets anything begin later than all of it would', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 8_000 }),
        fc.array(fc.constantFrom(...TAGS), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 600 }),
        (seconds, tags, reserveSeconds) => {
          const given = {
            ...site,
            vms: tags.map((tag, at) => vm(`vm${at}`, at % 2 === 0 ? 'a' : 'b', { tags: [tag] })),
          }
          const ends = tags.map((_, at) => ({ step: asked(`vm${at}`, at + 1), mayWait: true, ranSeconds: 0 }))
          const asks = question(seconds, { world: given, load: loadModel(given, power, 900), ends, reserveSeconds })
          const found = stageMoments(asks)
          if (found === null) return
          expect(checkShedding(found.problem, found.plan)).toEqual([])
          for (const begin of found.begins.values()) expect(begin).toBeLessThan(asks.runtimeAt(1))
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('what may wait for its moment', () => {
  const own = hostsOfOnly(site, power)
  it('D5 only the end of an ordinary VM that was not called for yet', () => {
    expect(steps.every((each) => mayWait(each, site, own))).toBe(true)
    const [gold] = steps
    if (gold === undefined) throw new Error('steps')
    expect(mayWait({ ...gold, state: 'running' }, site, own)).toBe(false)
    expect(mayWait({ ...gold, action: 'migrate' }, site, own)).toBe(false)
    expect(mayWait({ ...gold, direction: 'up' }, site, own)).toBe(false)
    const kept = {
      ...site,
      vms: site.vms.map((each) => ({
        ...each,
        keepAlive: [{ role: 'console' as const, of: null, sign: { by: 'uuid' as const } }],
      })),
    }
    expect(mayWait(gold, kept, own)).toBe(false)
  })

  it('D11 not on a host that another battery carries too', () => {
    const both = { ...site, feeds: [...site.feeds, feed('other', 'a')] }
    expect(steps.map((each) => mayWait(each, both, hostsOfOnly(both, power)))).toEqual([false, true, false, true])
  })
})
