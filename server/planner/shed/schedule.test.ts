import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ShedPlan, ShedProblem, ShedVm } from '../../domain/shedding'
import { checkShedding } from '../check-shedding'
import { shedAgain, shedSchedule } from './schedule'

const vm = (id: string, more: Partial<ShedVm> = {}): ShedVm => ({
  id,
  hostId: 'h1',
  watts: 50,
  value: 1,
  afterIds: [],
  limitIds: [],
  graceSeconds: 60,
  saveSeconds: null,
  forceSeconds: 10,
  endingSeconds: null,
  ...more,
})

const problem = (seconds: number, vms: readonly ShedVm[], more: Partial<ShedProblem> = {}): ShedProblem => ({
  batteries: [{ id: 'ups', runtimes: [{ watts: 300, seconds }], otherWatts: 0, reserveSeconds: 60, cushion: 0 }],
  hosts: [{ id: 'h1', feeds: [{ batteryId: 'ups', share: 1 }], baseWatts: 100, endSeconds: 30 }],
  vms,
  limits: [],
  slotSeconds: 10,
  slots: 120,
  halfLifeSeconds: 600,
  ...more,
})

const beginOf = (plan: ShedPlan, id: string) => plan.ends.find(({ vmId }) => vmId === id)?.beginSeconds ?? Number.NaN
const waysOf = (plan: ShedPlan) => Object.fromEntries(plan.ends.map(({ vmId, way }) => [vmId, way]))

const problems: fc.Arbitrary<ShedProblem> = fc
  .record({
    seconds: fc.integer({ min: 30, max: 3_000 }),
    share: fc.boolean(),
    atOnce: fc.integer({ min: 1, max: 4 }),
    vms: fc.array(
      fc.record({
        host: fc.integer({ min: 1, max: 3 }),
        watts: fc.integer({ min: 5, max: 200 }),
        value: fc.integer({ min: 1, max: 100 }),
        grace: fc.integer({ min: 5, max: 200 }),
        save: fc.option(fc.integer({ min: 5, max: 90 })),
        after: fc.option(fc.nat(9)),
        ending: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 6 }),
      }),
      { minLength: 1, maxLength: 10 },
    ),
  })
  .map(({ seconds, share, atOnce, vms }) => ({
    ...problem(
      seconds,
      vms.map(({ host, grace, save, after, ending, ...rest }, at) =>
        vm(`v${at}`, {
          ...rest,
          hostId: `h${host}`,
          limitIds: [`l${host}`],
          graceSeconds: grace,
          saveSeconds: save,
          // Only earlier ones: nobody waits in a circle.
          afterIds: after !== null && after < at ? [`v${after}`] : [],
          endingSeconds: ending,
        }),
      ),
    ),
    batteries: ['a', 'b'].map((id) => ({
      id,
      runtimes: [{ watts: 300, seconds }],
      otherWatts: 10,
      reserveSeconds: 30,
      cushion: 0,
    })),
    hosts: [1, 2, 3].map((at) => ({
      id: `h${at}`,
      feeds:
        share && at === 1
          ? ['a', 'b'].map((batteryId) => ({ batteryId, share: 0.5 }))
          : [{ batteryId: at === 2 ? 'a' : 'b', share: 1 }],
      baseWatts: 60,
      endSeconds: at === 3 ? null : 40,
    })),
    limits: [1, 2, 3].map((at) => ({ id: `l${at}`, atOnce, atMost: atOnce + 1 })),
  }))

describe('what is shed when', () => {
  it('keeps what is worth more for its energy the longest, and ends before the reserve', () => {
    const given = problem(900, [vm('batch', { watts: 100 }), vm('shop', { watts: 50, value: 20 }), vm('mail', { value: 4 })])
    const plan = shedSchedule(given)
    expect(plan.degree).toBe('none')
    expect(beginOf(plan, 'batch')).toBeLessThan(beginOf(plan, 'mail'))
    expect(beginOf(plan, 'mail')).toBeLessThanOrEqual(beginOf(plan, 'shop'))
    expect(beginOf(plan, 'shop')).toBeGreaterThan(300)
    expect(checkShedding(given, plan)).toEqual([])
  })

  it('knows that a host’s own draw ends with its last VM only', () => {
    const hosts = ['h1', 'h2'].map((id) => ({ id, feeds: [{ batteryId: 'ups', share: 1 }], baseWatts: 150, endSeconds: 30 }))
    // Alike by themselves: but the one that is alone on its host keeps a whole host on.
    const vms = [vm('alone', { hostId: 'h2' }), ...['a', 'b', 'c', 'd'].map((id) => vm(id))]
    const plan = shedSchedule(problem(900, vms, { hosts }))
    for (const id of ['a', 'b', 'c', 'd']) expect(beginOf(plan, id)).toBeGreaterThan(beginOf(plan, 'alone'))
  })

  it('several batteries have budgets of their own: the weak one’s VMs go early, the strong one’s stay', () => {
    const given = problem(0, [vm('weak'), vm('strong', { hostId: 'h2' })], {
      batteries: [400, 4_000].map((seconds, at) => ({
        id: `ups${at + 1}`,
        runtimes: [{ watts: 150, seconds }],
        otherWatts: 0,
        reserveSeconds: 60,
        cushion: 0,
      })),
      hosts: [1, 2].map((at) => ({ id: `h${at}`, feeds: [{ batteryId: `ups${at}`, share: 1 }], baseWatts: 100, endSeconds: 30 })),
    })
    const plan = shedSchedule(given)
    expect(beginOf(plan, 'weak')).toBeLessThan(300)
    expect(beginOf(plan, 'strong')).toBe(1_200)
  })

  describe('D3 what is left cannot end before the reserve', () => {
    const four = ['a', 'b', 'c', 'd'].map((id, at) => vm(id, { limitIds: ['l'], value: at + 1 }))
    const degraded = (seconds: number, vms = four) => {
      const given = problem(seconds, vms, { limits: [{ id: 'l', atOnce: 1, atMost: 2 }] })
      const plan = shedSchedule(given)
      expect(checkShedding(given, plan)).toEqual([])
      return plan
    }

    it('D3 first more end at once, up to the platform’s limit', () => {
      expect(degraded(170)).toMatchObject({ degree: 'parallel' })
    })

    it('D3 then all are asked for less, then states are saved, then force is used from the lowest on', () => {
      expect(degraded(110)).toMatchObject({ degree: 'grace' })
      const savable = four.map((each) => ({ ...each, saveSeconds: 20 }))
      const saved = degraded(75, savable)
      expect(saved.degree).toBe('save')
      expect(waysOf(saved)).toMatchObject({ a: 'save' })
      const forced = degraded(75)
      expect(forced.degree).toBe('force')
      expect(waysOf(forced)).toMatchObject({ a: 'force', d: 'short' })
    })

    it('D3 the most valuable is asked as long as any battery remains', () => {
      const plan = degraded(20)
      expect(plan.degree).toBe('too-late')
      expect(waysOf(plan)).toEqual({ a: 'force', b: 'force', c: 'force', d: 'short' })
    })
  })

  it('the independent checker accepts every plan, and every plan made again later', () => {
    fc.assert(
      fc.property(problems, (given) => {
        const plan = shedSchedule(given)
        expect(checkShedding(given, plan)).toEqual([])
        expect(checkShedding(given, shedAgain(given, plan))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('D1 the same however its parts are ordered', () => {
    fc.assert(
      fc.property(problems, (given) => {
        const turned = {
          ...given,
          vms: [...given.vms].reverse(),
          hosts: [...given.hosts].reverse(),
          batteries: [...given.batteries].reverse(),
        }
        expect(shedSchedule(turned)).toEqual(shedSchedule(given))
      }),
      { numRuns: 25 },
    )
  })

  it('does not change from sample to sample for little, and gives way at once where the battery holds less', () => {
    const vms = [vm('batch', { watts: 100 }), vm('shop', { value: 20 }), vm('mail', { value: 4 })]
    const plan = shedSchedule(problem(900, vms))
    expect(shedAgain(problem(905, vms), plan).ends).toEqual(plan.ends)
    const weaker = problem(600, vms)
    const again = shedAgain(weaker, plan)
    expect(beginOf(again, 'shop')).toBeLessThan(beginOf(plan, 'shop'))
    expect(checkShedding(weaker, again)).toEqual([])
  })
})

describe('the checker', () => {
  const given = problem(900, [vm('a'), vm('b', { afterIds: ['a'], limitIds: ['l'] }), vm('c', { limitIds: ['l'] })], {
    limits: [{ id: 'l', atOnce: 1, atMost: 1 }],
  })
  const end = (vmId: string, beginSeconds: number, more: object = {}) => ({
    vmId,
    way: 'shutdown' as const,
    beginSeconds,
    endSeconds: beginSeconds + 60,
    ...more,
  })
  const kinds = (...ends: ShedPlan['ends']) => checkShedding(given, { ends, value: 0, degree: 'none' }).map(({ kind }) => kind)

  it('accepts what is right, and finds each thing that is wrong', () => {
    expect(kinds(end('a', 0), end('b', 60), end('c', 120))).toEqual([])
    expect(kinds(end('a', 0), end('b', 60))).toEqual(['left-out'])
    expect(kinds(end('a', 0), end('a', 0), end('b', 60), end('c', 120))).toEqual(['twice'])
    expect(kinds(end('a', 0), end('b', 50), end('c', 120))).toEqual(['order'])
    expect(kinds(end('a', 0), end('b', 60), end('c', 100))).toEqual(['limit'])
    expect(kinds(end('a', 0), end('b', 60), end('c', 120, { endSeconds: 150 }))).toEqual(['too-short'])
    expect(kinds(end('a', 0), end('b', 60), end('c', 9_000))).toEqual(['reserve'])
    expect(kinds(end('a', 0), end('b', 60), end('c', 120, { way: 'save' }))).toEqual(['save', 'too-short'])
  })
})
