import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VmId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { startGroupOf, startRank } from '../../domain/start-group'
import { hostId, onVm, plan, stageId, step, stepIds, RUN_ID, host, vm, vmId, world } from '../../testing/world-samples'
import { checkRun } from '../check-run'
import { planRecovery } from '../recovery-steps'

const before: Step['before'] = { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [] }
const stopped = (seq: number, name: string, after: readonly Step[] = []): Step =>
  step(seq, { object: onVm(name), action: 'shutdown', state: 'done', before, after: after.map(({ id }) => id) })
const recorded = (seq: number, name: string): Step => ({ ...stopped(seq, name), action: 'keep' })
const site = (tags: Readonly<Record<string, readonly string[]>>) =>
  world({
    hosts: [host('h1', { memoryMiB: 4_000_000 })],
    vms: Object.entries(tags).map(([name, own]) => vm(name, 'h1', { power: 'off', tags: own })),
  })
const stages = (...placed: readonly (readonly [string, readonly string[]])[]) => [
  {
    id: stageId('s'),
    name: 's',
    triggers: [{ kind: 'manual' as const }],
    placements: placed.map(([name, after]) => ({ vmId: vmId(name), vmName: name, after: after.map(vmId) })),
  },
]
const back = (tags: Readonly<Record<string, readonly string[]>>, steps: readonly Step[], content = plan({ stages: [] })) => {
  const given = site(tags)
  const planned = planRecovery({ runId: RUN_ID, content, world: given, steps, nextSeq: 1_000, makeId: stepIds('u') })
  return { ...planned, violations: checkRun(given, [...steps, ...planned.steps], { hostsInTrouble: new Set() }) }
}
const names = ({ steps }: ReturnType<typeof back>) => steps.map(({ object }) => object.name)

describe('R3 the order of starts', () => {
  it('R3 is network and storage, directory, databases, managers, then the rest by tier, in waves of their own', () => {
    const tags = { low: ['tier-3'], app: [], core: ['tier-0'], vc: ['vcenter'], sql: ['db'], dc: ['dc'], fw: ['firewall'] }
    const found = back(
      tags,
      Object.keys(tags).map((name, at) => stopped(at + 1, name)),
    )
    expect(names(found)).toEqual(['fw', 'dc', 'sql', 'vc', 'core', 'app', 'low'])
    expect(found.steps.map(({ wave }) => wave?.no)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(found.violations).toEqual([])
  })

  it('R3 within a group is that of leaving reversed, where what the plan never came to would have left last', () => {
    const steps = [recorded(1, 'd'), recorded(2, 'c'), stopped(3, 'a'), stopped(4, 'b')]
    const content = plan({ stages: stages(['a', []], ['b', []], ['c', []], ['d', []]) })
    expect(names(back({ a: [], b: [], c: [], d: [] }, steps, content))).toEqual(['d', 'c', 'b', 'a'])
  })

  it('R3 never contradicts the plan: what an early one waits for is as early', () => {
    // The directory hangs on an ordinary VM, says the plan: that one ends after it.
    const dc = stopped(1, 'dc')
    const found = back({ dc: ['dc'], odd: [], app: [] }, [dc, stopped(2, 'app'), stopped(3, 'odd', [dc])])
    expect(names(found)).toEqual(['odd', 'dc', 'app'])
    const [odd, second] = found.steps
    expect(second?.after).toContain(odd?.id)
    expect(odd?.wave).toEqual(second?.wave)
  })

  it('R3 is the plan’s also for VMs that the plan never came to', () => {
    const content = plan({ stages: stages(['app', []], ['db', ['app']]) })
    const found = back({ app: [], db: [] }, [recorded(1, 'app'), recorded(2, 'db')], content)
    expect(names(found)).toEqual(['db', 'app'])
    expect(found.steps[1]?.after).toEqual([found.steps[0]?.id])
  })

  it('R3 names a circle, and starts all the same', () => {
    const content = plan({ stages: stages(['a', ['b']], ['b', ['a']]) })
    const found = back({ a: [], b: [] }, [recorded(1, 'a'), recorded(2, 'b')], content)
    expect(found.steps).toHaveLength(2)
    expect(found.notes.map(({ message }) => message)).toEqual(['a: does not wait for b: they wait for each other (R3)'])
  })

  it('R3 counts waves on where a later part of the way back is planned', () => {
    const begun = step(5, { object: onVm('x'), action: 'start', direction: 'up', before, wave: { no: 3, group: 'tier-2' } })
    expect(back({ a: [] }, [stopped(1, 'a'), begun]).steps[0]?.wave?.no).toBe(4)
  })

  it('R3 D4 of any site obeys dependencies and groups, and the independent checker accepts it', () => {
    const TAGS = [[], ['dc'], ['db'], ['nas'], ['vcenter'], ['tier-0'], ['tier-3']]
    const anySite = fc.array(fc.record({ tag: fc.nat(TAGS.length - 1), waits: fc.array(fc.nat(11), { maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(anySite, (given) => {
        const nameOf = (at: number) => `v${at}`
        const tags = Object.fromEntries(given.map(({ tag }, at) => [nameOf(at), TAGS[tag] ?? []]))
        // Each may wait for those that leave before it.
        const down: Step[] = []
        for (const [at, { waits }] of given.entries())
          down.push(
            stopped(
              at + 1,
              nameOf(at),
              down.filter((_, earlier) => waits.includes(earlier)),
            ),
          )
        const found = back(tags, down)
        expect(found.violations).toEqual([])
        const placeOf = new Map(found.steps.map(({ object }, place) => [object.id as VmId, place]))
        expect(placeOf.size).toBe(given.length)
        for (const { id, object } of down)
          for (const later of down.filter(({ after }) => after.includes(id)))
            expect(placeOf.get(later.object.id as VmId)).toBeLessThan(placeOf.get(object.id as VmId) ?? -1)
        for (const { object, wave } of found.steps) {
          const own = startGroupOf({ tags: tags[object.name] ?? [] })
          expect(startRank(wave?.group ?? 'tier-3')).toBeLessThanOrEqual(startRank(own))
        }
        const ranks = found.steps.map(({ wave }) => startRank(wave?.group ?? 'tier-3'))
        expect(ranks).toEqual(ranks.toSorted((one, other) => one - other))
      }),
    )
  })
})
