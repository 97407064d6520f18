import { describe, expect, it } from 'vitest'
import { stageIdSchema, vmIdSchema } from '@/server/domain/ids'
import { planContentSchema, type PlanContent } from '@/server/domain/plan'
import { addStage, changePlacements, moveStage, nudge, place, placementOf, removeStage, unplace } from './plan-edit'

const vm = (name: string) => ({ id: vmIdSchema.parse(name), name })
const ids = (...names: readonly string[]) => names.map((name) => vmIdSchema.parse(name))
const stage = (id: string) => stageIdSchema.parse(id)
const plan = (stages: Readonly<Record<string, readonly string[]>>): PlanContent =>
  planContentSchema.parse({
    stages: Object.entries(stages).map(([id, names]) => ({
      id,
      name: id,
      triggers: [{ kind: 'low-battery' }],
      placements: names.map((name) => ({ vmId: name, vmName: name })),
    })),
  })
const shape = (content: PlanContent) =>
  Object.fromEntries(content.stages.map(({ id, placements }) => [id, placements.map(({ vmId }) => vmId).join('')]))

const two = () => plan({ one: ['a', 'b', 'c'], two: ['d', 'e'] })

describe('placing VMs', () => {
  it('moves within a stage, up and down', () => {
    expect(shape(place(two(), [vm('c')], stage('one'), 0))).toEqual({ one: 'cab', two: 'de' })
    expect(shape(place(two(), [vm('a')], stage('one'), 2))).toEqual({ one: 'bac', two: 'de' })
    expect(shape(place(two(), [vm('a')], stage('one'), 3))).toEqual({ one: 'bca', two: 'de' })
  })

  it('moves several between stages, keeping the order they were given in', () =>
    expect(shape(place(two(), [vm('c'), vm('a')], stage('two'), 1))).toEqual({ one: 'b', two: 'dcae' }))

  it('places a new VM with the defaults and keeps what was set for a known one', () => {
    const set = changePlacements(two(), ids('a'), { action: 'save-state', limitSeconds: 77 })
    const moved = place(set, [vm('a'), vm('new')], stage('two'), 0)
    expect(placementOf(moved, vmIdSchema.parse('a'))).toMatchObject({ action: 'save-state', limitSeconds: 77 })
    expect(placementOf(moved, vmIdSchema.parse('new'))).toMatchObject({
      action: 'shutdown',
      limitSeconds: 180,
      fallback: 'power-off',
    })
  })

  it('changes nothing for a stage that is gone', () => {
    const before = two()
    expect(place(before, [vm('a')], stage('gone'), 0)).toBe(before)
  })

  it('takes VMs out, and nothing waits for them any more', () => {
    const waiting = changePlacements(two(), ids('d'), { after: ids('a', 'b') })
    const out = unplace(waiting, ids('a'))
    expect(shape(out)).toEqual({ one: 'bc', two: 'de' })
    expect(placementOf(out, vmIdSchema.parse('d'))?.after).toEqual(['b'])
  })
})

describe('Alt+↑ and Alt+↓', () => {
  it.each([
    ['b', -1, { one: 'bac', two: 'de' }],
    ['b', 1, { one: 'acb', two: 'de' }],
    ['c', 1, { one: 'ab', two: 'cde' }],
    ['d', -1, { one: 'abcd', two: 'e' }],
    ['a', -1, { one: 'abc', two: 'de' }],
    ['e', 1, { one: 'abc', two: 'de' }],
  ] as const)('moves %s by %s', (name, direction, expected) =>
    expect(shape(nudge(two(), ids(name), direction))).toEqual(expected),
  )

  it('moves a selection as one block', () => {
    expect(shape(nudge(two(), ids('b', 'c'), -1))).toEqual({ one: 'bca', two: 'de' })
    expect(shape(nudge(two(), ids('a', 'b'), 1))).toEqual({ one: 'cab', two: 'de' })
    expect(shape(nudge(two(), ids('b', 'c'), 1))).toEqual({ one: 'a', two: 'bcde' })
  })

  it('never loses or doubles a VM, wherever it goes', () => {
    let content = two()
    for (const direction of [1, 1, 1, 1, -1, -1, -1, -1, -1] as const) {
      content = nudge(content, ids('a', 'c'), direction)
      expect(Object.values(shape(content)).join('').split('').toSorted().join('')).toBe('abcde')
    }
  })
})

describe('changing many at once', () => {
  it('sets the same for all selected, and lets none wait for itself', () => {
    const content = changePlacements(two(), ids('a', 'd'), { action: 'migrate', after: ids('a', 'b') })
    expect(placementOf(content, vmIdSchema.parse('a'))).toMatchObject({ action: 'migrate', after: ['b'] })
    expect(placementOf(content, vmIdSchema.parse('d'))).toMatchObject({ action: 'migrate', after: ['a', 'b'] })
    expect(placementOf(content, vmIdSchema.parse('b'))?.action).toBe('shutdown')
  })
})

describe('stages', () => {
  it('are added last, moved, and removed with their VMs becoming unplaced', () => {
    const three = addStage(two(), stage('three'), 'Three')
    expect(shape(moveStage(three, stage('three'), -1))).toEqual({ one: 'abc', three: '', two: 'de' })
    expect(moveStage(three, stage('three'), 1)).toBe(three)
    expect(shape(removeStage(three, stage('one')))).toEqual({ two: 'de', three: '' })
  })
})
