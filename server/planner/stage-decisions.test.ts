import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TIERS, tierOf } from '../domain/tier'
import type { Step } from '../domain/run'
import type { World } from '../domain/world'
import { host, hostId, manager, onVm, plan, RUN_ID, stageId, step, stepIds, vm, vmId, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { commitmentsOf } from './commitments'
import { atOnce } from './pieces'
import { stepsForStage } from './run-steps'
import { decideInOrder, decideStage, type StageScope } from './stage-decisions'
import { ANY_POWER } from './target-power'
import { indexOf } from './world-index'

const A = hostId('a')
const TIER_TAGS = ['tier-0', 'tier-1', 'tier-2', 'tier-3']

const scopeOf = (given: World, existing: readonly Step[] = []): StageScope => ({
  world: given,
  power: ANY_POWER,
  excludedHostIds: new Set([A]),
  ledger: commitmentsOf(indexOf(given), existing),
  fates: new Map(given.vms.filter(({ hostId: on }) => on === A).map(({ id }) => [id, 'moves' as const])),
})
const MOVE = { action: 'migrate', fallback: 'shutdown', targetHostId: null } as const
const wishesOf = (given: World) => given.vms.filter(({ hostId: on }) => on === A).map((each) => ({ vm: each, wish: MOVE }))
const moved = (given: World, decided: ReturnType<typeof decide>): readonly string[] =>
  given.vms.flatMap(({ id, name }) => (decided.get(id)?.action === 'migrate' ? [name] : []))
const decide = (given: World, how: typeof decideStage, existing: readonly Step[] = []) =>
  atOnce(how(scopeOf(given, existing), wishesOf(given)))

const stageOf = (given: World, existingSteps: readonly Step[] = []) =>
  stepsForStage({
    runId: RUN_ID,
    content: plan({
      stages: [
        {
          id: stageId('one'),
          name: 'One',
          triggers: [{ kind: 'manual' }],
          placements: wishesOf(given).map(({ vm: { id, name } }) => ({ vmId: id, vmName: name, ...MOVE })),
        },
      ],
    }),
    stageId: stageId('one'),
    world: given,
    groupHostIds: [A],
    existingSteps,
    nextSeq: existingSteps.length + 1,
    makeId: stepIds('n'),
  })

describe('a stage that moves several VMs', () => {
  it('D4 places them together where one after the other leaves one out: the most important first', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 10_000 })],
      vms: [vm('ordinary', 'a', { memoryMiB: 6_000 }), vm('critical', 'a', { memoryMiB: 8_000, tags: ['mission-critical'] })],
    })
    expect(moved(given, decide(given, decideInOrder))).toEqual(['ordinary'])
    expect(moved(given, decide(given, decideStage))).toEqual(['critical'])
    expect(stageOf(given).map(({ object, action, targetHostId }) => [object.name, action, targetHostId])).toEqual([
      ['ordinary', 'shutdown', null],
      ['critical', 'migrate', hostId('b')],
    ])
  })

  it('D4 packs so that all find a host where the emptiest one each time leaves one without', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 10_500 }), host('c', { memoryMiB: 10_400 })],
      vms: ['x', 'y'].map((name) => vm(name, 'a', { memoryMiB: 4_000 })).concat(vm('big', 'a', { memoryMiB: 9_000 })),
    })
    expect(moved(given, decide(given, decideInOrder))).toEqual(['x', 'y'])
    expect(moved(given, decide(given, decideStage))).toEqual(['x', 'y', 'big'])
    expect(checkRun(given, stageOf(given))).toEqual([])
  })

  it('D4 counts what earlier stages bring, and moves nobody else to make room', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 10_000 })],
      vms: [
        vm('first', 'a', { memoryMiB: 6_000 }),
        vm('there', 'b', { memoryMiB: 1_000 }),
        vm('late', 'a', { memoryMiB: 3_000 }),
      ],
    })
    const existing = [step(1, { object: onVm('first'), action: 'migrate', targetHostId: hostId('b') })]
    const late = stageOf(given, existing)
    expect(late.map(({ object, action }) => [object.name, action])).toEqual([['late', 'shutdown']])
  })

  it('keeps a host that the plan names where it can be had', () => {
    const given = world({
      hosts: [host('a'), host('b', { memoryMiB: 10_000 }), host('c', { memoryMiB: 5_000 })],
      vms: [vm('named', 'a', { memoryMiB: 4_000 }), vm('big', 'a', { memoryMiB: 9_000 })],
    })
    const wishes = [
      { vm: given.vms[0] ?? vm('?', null), wish: { ...MOVE, targetHostId: hostId('b') } },
      { vm: given.vms[1] ?? vm('?', null), wish: MOVE },
    ]
    const decided = atOnce(decideStage(scopeOf(given), wishes))
    expect(decided.get(vmId('named'))).toMatchObject({ action: 'migrate', targetHostId: hostId('b') })
    expect(decided.get(vmId('big'))?.action).toBe('shutdown')
  })
})

const anyVm = fc.record({
  on: fc.constantFrom('a', 'a', 'a', 'b', 'c', 'd'),
  memoryMiB: fc.integer({ min: 1_000, max: 12_000 }),
  tag: fc.constantFrom(...TIER_TAGS),
  networks: fc.constantFrom(['net'], ['net'], ['net', 'dmz']),
})
const anyStage = fc
  .record({
    vms: fc.array(anyVm, { minLength: 4, maxLength: 16 }),
    memory: fc.array(fc.integer({ min: 12_000, max: 40_000 }), { minLength: 3, maxLength: 3 }),
    apart: fc.boolean(),
    together: fc.boolean(),
  })
  .map(({ vms, memory, apart, together }) => {
    const rule = (kind: 'apart' | 'together', names: readonly string[]) => ({
      name: kind,
      kind,
      mandatory: true,
      vmNativeIds: [...names],
      hostNativeIds: [],
    })
    return world({
      managers: [
        manager({
          affinityRules: [...(apart ? [rule('apart', ['v0', 'v1'])] : []), ...(together ? [rule('together', ['v2', 'v3'])] : [])],
        }),
      ],
      hosts: [
        host('a', { networkNativeIds: ['net', 'dmz'] }),
        ...['b', 'c', 'd'].map((name, at) =>
          host(name, { memoryMiB: memory[at] ?? 0, networkNativeIds: at === 0 ? ['net', 'dmz'] : ['net'] }),
        ),
      ],
      vms: vms.map(({ on, memoryMiB, tag, networks }, at) =>
        vm(`v${at}`, on, { memoryMiB, tags: [tag], networkNativeIds: networks }),
      ),
    })
  })

it('D4 whatever the site, together never moves fewer of a tier than one after the other without moving more of one above it, and the checker accepts it', () => {
  let gained = 0
  fc.assert(
    fc.property(anyStage, (given) => {
      const countsOf = (how: typeof decideStage) => {
        const names = new Set(moved(given, decide(given, how)))
        return TIERS.map((tier) => given.vms.filter((each) => names.has(each.name) && tierOf(each) === tier).length)
      }
      const [alone, together] = [countsOf(decideInOrder), countsOf(decideStage)]
      const differs = TIERS.find((tier) => alone[tier] !== together[tier])
      if (differs !== undefined) {
        expect(together[differs]).toBeGreaterThan(alone[differs] ?? 0)
        gained += 1
      }
      expect(checkRun(given, stageOf(given))).toEqual([])
    }),
    { numRuns: 400 },
  )
  expect(gained).toBeGreaterThan(10)
})
