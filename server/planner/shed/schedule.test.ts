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
const endOf = (plan: ShedPlan, id: string) => plan.ends.find(({ vmId }) => vmId === id)?.endSeconds ?? Number.NaN
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
      expect(waysOf(plan)).toEqual({ a: 'force', b: 'force', c: 'force', d: 'shutdown' })
    })

    it('D3 who has had the least grace is killed by less: that is force, from the least valuable on', () => {
      // Both were asked 35 s ago, and may take 85 s more: there is time for less.
      const asked = ['low', 'high'].map((id, at) => vm(id, { value: 1 + at, graceSeconds: 120, endingSeconds: 85 }))
      const plan = shedSchedule(problem(70, asked))
      expect(plan.degree).toBe('force')
      expect(waysOf(plan)).toMatchObject({ low: 'force' })
      expect(endOf(plan, 'high')).toBeGreaterThan(endOf(plan, 'low'))
      expect(checkShedding(problem(70, asked), plan)).toEqual([])
      expect(
        checkShedding(problem(70, asked), {
          ...plan,
          ends: plan.ends.map((end) => (end.vmId === 'low' ? { ...end, way: 'short' } : end)),
        }).map(({ kind }) => kind),
      ).toEqual(['too-short'])
    })

    it('D3 nobody is forced for one that is worth less to be forced in its turn', () => {
      const given = problem(70, [
        vm('shop', { value: 90, graceSeconds: 100, endingSeconds: 60 }),
        vm('log', { value: 0.5, afterIds: ['shop'], graceSeconds: 90 }),
      ])
      const plan = shedSchedule(given)
      expect(waysOf(plan)).toEqual({ shop: 'shutdown', log: 'force' })
      // As late as it fits: it may be its turn by then.
      expect(beginOf(plan, 'log')).toBe(60)
      expect(checkShedding(given, plan)).toEqual([])
      // The other way round its turn holds.
      const dear = problem(65, [
        vm('log', { value: 0.5, graceSeconds: 100, endingSeconds: 60 }),
        vm('shop', { value: 90, afterIds: ['log'], graceSeconds: 90 }),
      ])
      expect(waysOf(shedSchedule(dear))).toMatchObject({ log: 'force', shop: 'short' })
      expect(checkShedding(dear, shedSchedule(dear))).toEqual([])
    })

    it('D3 what cannot be taken back comes as late for all as it can', () => {
      const asked = ['a', 'b', 'c', 'dear'].map((id, at) =>
        vm(id, { value: 1 + at, graceSeconds: 200, endingSeconds: id === 'dear' ? 20 : 160 }),
      )
      const plan = shedSchedule(problem(75, asked))
      expect(waysOf(plan)).toMatchObject({ a: 'force', b: 'force', c: 'force' })
      expect(endOf(plan, 'a')).toBeGreaterThan(30)
      expect(endOf(plan, 'b')).toBe(endOf(plan, 'a'))
    })

    it('D3 nobody is forced for the last part of the most valuable one’s grace while everybody has a least grace more', () => {
      const asked = [
        vm('shop', { value: 110, graceSeconds: 140, endingSeconds: 110 }),
        vm('mail', { value: 100, graceSeconds: 90, endingSeconds: 60 }),
        vm('batch', { graceSeconds: 90, endingSeconds: 60 }),
      ]
      const shared = shedSchedule(problem(60, asked))
      expect(shared.ends.map(({ endSeconds }) => endSeconds >= 30)).toEqual([true, true, true])
      expect(checkShedding(problem(60, asked), shared)).toEqual([])
      expect(waysOf(shedSchedule(problem(50, asked)))).toEqual({ batch: 'force', mail: 'force', shop: 'shutdown' })
    })

    it('D3 a battery that is too late hurries nobody who hangs on another', () => {
      const hosts = ['h1', 'h2'].map((id, at) => ({
        id,
        feeds: [{ batteryId: `ups${at + 1}`, share: 1 }],
        baseWatts: 100,
        endSeconds: 30,
      }))
      const batteries = [20, 900].map((seconds, at) => ({
        id: `ups${at + 1}`,
        runtimes: [{ watts: 300, seconds }],
        otherWatts: 0,
        reserveSeconds: 60,
        cushion: 0.02,
      }))
      const given = problem(0, [vm('lost'), vm('also', { value: 2 }), vm('well', { hostId: 'h2', value: 0.5 })], {
        batteries,
        hosts,
      })
      const plan = shedSchedule(given)
      expect(plan.degree).toBe('too-late')
      expect(waysOf(plan)).toMatchObject({ lost: 'force', well: 'shutdown' })
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

  it('D3 whatever becomes of other batteries, who hangs on one that lasts is asked, with all its grace', () => {
    fc.assert(
      fc.property(problems, fc.integer({ min: 1, max: 3 }), (given, count) => {
        const well = Array.from({ length: count }, (_, at) => vm(`w${at}`, { hostId: 'well', value: at, graceSeconds: 100 }))
        const both: ShedProblem = {
          ...given,
          batteries: [
            ...given.batteries,
            { id: 'c', runtimes: [{ watts: 300, seconds: 1_500 }], otherWatts: 10, reserveSeconds: 30, cushion: 0 },
          ],
          hosts: [...given.hosts, { id: 'well', feeds: [{ batteryId: 'c', share: 1 }], baseWatts: 60, endSeconds: 40 }],
          vms: [...given.vms, ...well],
        }
        const plan = shedSchedule(both)
        expect(waysOf(plan)).toMatchObject(Object.fromEntries(well.map(({ id }) => [id, 'shutdown'])))
        expect(checkShedding(both, plan)).toEqual([])
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
