import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HostId } from '../domain/ids'
import type { PlacementMove } from '../domain/placement-problem'
import { planFileText, readPlanFile, type PlanFile, type PlanQuestion } from '../domain/plan-file/plan-file'
import { forecastQuestion, type QuestionPieces, runQuestion } from '../domain/plan-file/questions'
import type { Step } from '../domain/run'
import { anySequenceProblem, anyShedProblem } from '../testing/any-problems'
import { type AnySite, anySite, devices, HOSTS, planOf, shed, worldOf } from '../testing/any-site'
import { anyPlacementProblem, asAssignment } from '../testing/placement-samples'
import { group, hostId, onHost, onVm, step } from '../testing/world-samples'
import { checkForecast } from './check-forecast'
import { checkPlacement } from './check-placement'
import { checkPlanFile } from './check-plan-file'
import { checkRun, type CheckOptions } from './check-run'
import { forecastPlan } from './forecast'
import { loadModel } from './load-model'
import { orderMoves } from './sequence/order'
import { shedSchedule } from './shed/schedule'

const madeFrom = (pieces: QuestionPieces): PlanQuestion => {
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
  }
}

const reread = (plan: PlanQuestion): PlanFile => {
  const file = {
    format: 'ridethrough-plan',
    version: 1,
    madeAt: '2026-11-23T12:00:00Z',
    violations: checkPlanFile(plan),
    ...plan,
  } as PlanFile
  const read = readPlanFile(planFileText(file))
  expect(read).toEqual(file)
  return read
}

/** What somebody, or a mistake, makes of a step. */
const anyMistake = fc.record({
  at: fc.nat(40),
  target: fc.option(fc.constantFrom(...HOSTS)),
  action: fc.constantFrom<Step['action']>('migrate', 'shutdown', 'save-state', 'start', 'migrate-home'),
  forgets: fc.boolean(),
  limit: fc.constantFrom(60, 0, Number.NaN, Number.POSITIVE_INFINITY),
  state: fc.constantFrom<Step['state']>('pending', 'done', 'failed'),
})
type AnyMistake = typeof anyMistake extends fc.Arbitrary<infer T> ? T : never

const mistaken = (steps: readonly Step[], mistakes: readonly AnyMistake[]): readonly Step[] =>
  mistakes.reduce<readonly Step[]>(
    (known, { at, target, action, forgets, limit, state }) =>
      known.map((each, place) =>
        place !== at % known.length || each.object.kind !== 'vm'
          ? each
          : {
              ...each,
              action,
              state,
              targetHostId: target === null ? null : hostId(target),
              after: forgets ? [] : each.after,
              limitSeconds: limit,
            },
      ),
    steps,
  )

const asRun = (given: AnySite, steps: readonly Step[], inTrouble: readonly HostId[], elsewhere: readonly Step[]) => {
  const world = worldOf(given)
  const half = Math.floor(steps.length / 2)
  const chosenVmIds = new Set(world.vms.slice(0, 2).map(({ id }) => id))
  const options: CheckOptions = { hostsInTrouble: new Set(inTrouble), elsewhere, chosenVmIds }
  const question = {
    world,
    earlier: steps.slice(0, half),
    steps: steps.slice(half),
    elsewhere,
    hostsInTrouble: new Set(inTrouble),
    chosenVmIds,
  }
  return { violations: checkRun(world, steps, options), plan: madeFrom(runQuestion(question)) }
}

describe('a plan file says all that its verdict stands on', () => {
  it('K1 of a run: what is read again is judged as the world was, to the word', () => {
    let rejected = 0
    fc.assert(
      fc.property(
        anySite,
        fc.array(anyMistake, { maxLength: 6 }),
        fc.subarray(HOSTS),
        fc.boolean(),
        (given, mistakes, dark, keepsOne) => {
          const site = keepsOne ? { ...given, stopHosts: true } : given
          const steps = mistaken(shed(site), mistakes)
          const elsewhere = [step(90, { object: onHost('c'), action: 'shutdown-host' })]
          const { violations, plan } = asRun(site, steps, dark.map(hostId), elsewhere)
          const file = reread(plan)
          const expected = violations.map(({ stepId, rule, message }) => ({ subject: stepId, rule, message }))
          expect(checkPlanFile(file)).toEqual(expected)
          expect(file.violations).toEqual(expected)
          rejected += Math.min(1, violations.length)
        },
      ),
      { numRuns: 300 },
    )
    expect(rejected).toBeGreaterThan(30)
  })

  it('K1 of steps that carry all that a step can carry', () => {
    const given = fc.sample(anySite, { numRuns: 1, seed: 7 })[0]
    if (given === undefined) throw new Error('no sample')
    const full = step(1, {
      object: onVm('v0'),
      action: 'migrate',
      targetHostId: hostId('c'),
      storage: { datastoreNativeId: 'c/local', datastoreName: 'local', gibibytes: 40, leaves: ['own'] },
      moved: { guest: 'silent', asked: 'tcp 10.0.0.5:22', downtimeMs: 1, downtimeFrom: 'probe' },
      attempts: [
        { action: 'migrate', startedAtMs: 0, intentEntryId: 1, task: 't', outcome: 'verified', message: null, endedAtMs: 1 },
      ],
    })
    const aside: Step = {
      ...step(2, { object: onHost('a'), action: 'disarm' }),
      object: { kind: 'safeguard', id: 'm:ha' as never, name: 'HA' },
      safeguard: {
        managerId: 'm' as never,
        nativeId: 'ha',
        found: { kind: 'autostart', vms: [{ nativeId: 'v0', name: 'v0', how: { startOrder: '1' } }] },
        isKept: false,
        sparedVms: ['v1'],
        hostIds: [hostId('a')],
      },
    }
    const { violations, plan } = asRun(given, [full, aside], [], [])
    expect(violations.length).toBeGreaterThan(0)
    expect(checkPlanFile(reread(plan)).map(({ message }) => message)).toEqual(violations.map(({ message }) => message))
  })

  it('K5 no file holds more of a datacenter than its checker reads', () => {
    const [given] = fc.sample(anySite, { numRuns: 1, seed: 3 })
    if (given === undefined) throw new Error('no sample')
    const plain = worldOf(given)
    const world = {
      ...plain,
      managers: plain.managers.map((each) => ({ ...each, message: 'signed in as root with SECRET', token: 'SECRET' })),
      hosts: plain.hosts.map((each) => ({ ...each, maintenanceBy: 'SECRET' })),
      vms: plain.vms.map((each) => ({
        ...each,
        lockedBy: 'SECRET',
        addresses: ['SECRET'],
        keepAlive: [{ role: 'console' as const, of: null, sign: { by: 'mac' as const, mac: 'SECRET' } }],
      })),
    }
    const steps = shed(given, plain).map((each) => ({ ...each, result: 'SECRET', calledOff: { why: 'SECRET' } }))
    const question = { world, earlier: [], steps, elsewhere: [], hostsInTrouble: new Set<HostId>() }
    const plan = madeFrom(runQuestion(question))
    expect(planFileText(reread(plan))).not.toContain('SECRET')
  })

  it('of a placement', () => {
    const anyMoves = fc.array(fc.record({ vmId: fc.nat(6), toHostId: fc.nat(4) }), { maxLength: 8 })
    let rejected = 0
    fc.assert(
      fc.property(anyPlacementProblem(6, 4), anyMoves, (question, chosen) => {
        const moves: PlacementMove[] = chosen.map(({ vmId: vm, toHostId }) => ({ vmId: `v${vm}`, toHostId: `h${toHostId}` }))
        const answer = asAssignment(question, moves)
        const file = reread({ kind: 'placement', question, answer })
        const violations = checkPlacement(question, answer)
        expect(checkPlanFile(file).map(({ rule, message }) => ({ rule, message }))).toEqual(violations)
        rejected += Math.min(1, violations.length)
      }),
      { numRuns: 100 },
    )
    expect(rejected).toBeGreaterThan(30)
  })

  it('of a sequence', () => {
    const timer = { live: () => ({ p50Seconds: 10, p95Seconds: 20 }), saveSeconds: () => 20, resumeSeconds: () => 20 }
    fc.assert(
      fc.property(anySequenceProblem, fc.nat(9), (question, at) => {
        const found = orderMoves(question, timer, { evaluations: 10 })
        expect(checkPlanFile(reread({ kind: 'sequence', question, answer: found }))).toEqual([])
        const steps = found.steps.map((each, place) =>
          place === at ? { ...each, afterIds: [], startSeconds: -1, endSeconds: Number.POSITIVE_INFINITY } : each,
        )
        const read = reread({ kind: 'sequence', question, answer: { ...found, steps } })
        if (at < steps.length) expect(checkPlanFile(read).map(({ rule }) => rule)).toContain('time')
      }),
      { numRuns: 60 },
    )
  })

  it('of shedding', () => {
    fc.assert(
      fc.property(anyShedProblem, (question) => {
        const answer = shedSchedule(question)
        expect(checkPlanFile(reread({ kind: 'shedding', question, answer }))).toEqual([])
        const late = { ...answer, ends: answer.ends.slice(1) }
        expect(checkPlanFile(reread({ kind: 'shedding', question, answer: late })).length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })

  it('of a forecast', () => {
    fc.assert(
      fc.property(anySite, fc.double({ min: 0.5, max: 1.5, noNaN: true }), (given, times) => {
        const world = worldOf(given)
        const content = planOf(given)
        const own = group(['ups1'])
        const forecast = forecastPlan({ content, groupId: own.id, world, devices })
        const load = loadModel(world, own, 2_000)
        const told = { ...forecast, emptyAtSeconds: forecast.emptyAtSeconds === null ? null : forecast.emptyAtSeconds * times }
        const watts = new Map<string, number>([...load.vmWatts, ...load.hostWatts])
        const question = { content, world, group: own, devices, fromSeconds: 0, totalWatts: load.totalWatts, watts }
        const file = reread(madeFrom(forecastQuestion({ ...question, forecast: told })))
        const expected = checkForecast(question, told)
        expect(checkPlanFile(file).map(({ rule, message }) => ({ rule, message }))).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })
})
