import { describe, expect, it } from 'vitest'
import { host } from '../testing/world-samples'
import { OutsideMaintenance } from './outside-maintenance'

const nobody = (): boolean => false
const out = host('a')
const maintained = host('a', { inMaintenance: true })
const kinds = (drafts: readonly { readonly kind: string }[]) => drafts.map(({ kind }) => kind)

describe('maintenance that others began', () => {
  it('R5 is dated when it is first seen, journalled once, and over when it is left', () => {
    const outside = new OutsideMaintenance()
    expect(outside.see([out], nobody, 1_000)).toEqual([])
    expect(kinds(outside.see([maintained], nobody, 2_000))).toEqual(['maintenance.begun-outside'])
    expect(outside.see([maintained], nobody, 3_000)).toEqual([])
    expect(outside.sinceMs(maintained, false)).toBe(2_000)
    expect(kinds(outside.see([out], nobody, 4_000))).toEqual(['maintenance.ended-outside'])
    expect(outside.sinceMs(out, false)).toBeNull()
  })

  it('K1 R5 names who began it, where the platform tells', () => {
    const outside = new OutsideMaintenance()
    outside.see([out], nobody, 1_000)
    const [told] = outside.see([host('a', { enteringMaintenance: true, maintenanceBy: 'LAB\\anna' })], nobody, 2_000)
    expect(told).toMatchObject({
      message: 'a: maintenance was begun outside Ridethrough, by LAB\\anna',
      data: { by: 'LAB\\anna' },
    })
    const unnamed = new OutsideMaintenance()
    unnamed.see([out], nobody, 1_000)
    expect(unnamed.see([maintained], nobody, 2_000)[0]?.message).toBe('a: maintenance was begun outside Ridethrough')
  })

  it('R5 begins while the platform still empties the host', () => {
    const outside = new OutsideMaintenance()
    outside.see([out], nobody, 1_000)
    expect(kinds(outside.see([host('a', { enteringMaintenance: true })], nobody, 2_000))).toEqual(['maintenance.begun-outside'])
  })

  it('our own is no news, and no hosts that do not answer are', () => {
    const outside = new OutsideMaintenance()
    outside.see([out], nobody, 1_000)
    expect(outside.see([maintained], () => true, 2_000)).toEqual([])
    expect(outside.sinceMs(maintained, true)).toBeNull()
    // Left behind by a run that a person aborted: nobody outside has begun it.
    expect(outside.see([maintained], nobody, 3_000)).toEqual([])
    expect(outside.see([host('a', { connection: 'unknown' })], nobody, 4_000)).toEqual([])
    expect(outside.sinceMs(maintained, false)).toBe(3_000)
  })

  it('A2 an engine that starts anew knows since when, and takes nothing for new that it merely meets', () => {
    const outside = new OutsideMaintenance()
    outside.recall([{ id: maintained.id, outsideMaintenanceSinceMs: 500 }, { id: 'x' }, null])
    expect(outside.see([maintained], nobody, 2_000)).toEqual([])
    expect(outside.sinceMs(maintained, false)).toBe(500)
    const met = new OutsideMaintenance()
    expect(met.see([maintained], nobody, 2_000)).toEqual([])
    expect(met.sinceMs(maintained, false)).toBe(2_000)
  })
})
