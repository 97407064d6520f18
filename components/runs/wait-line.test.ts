import { describe, expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import { planContentSchema } from '@/server/domain/plan'
import { vmIdSchema } from '@/server/domain/ids'
import type { ManagerView } from '@/server/domain/world'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { manager, managerId, step } from '@/server/testing/world-samples'
import { waitLine } from './wait-line'

const { recovery } = planContentSchema.parse({ stages: [] })
const BACK = 143_000
const percent = (value: number) => `${value} %`
const waiting = (patch: Parameters<typeof runWith>[1] = {}, steps: Parameters<typeof runWith>[0] = []) =>
  runWith(steps, { phase: 'waiting', outageStartedAtMs: 0, mainsBackAtMs: BACK, ...patch })
const say = (run: ReturnType<typeof waiting>, chargePercent: number | null, seconds: number) =>
  waitLine(run, { chargePercent }, recovery, BACK + seconds * 1000, percent, en)

describe('what a run waits for once the mains are back', () => {
  it('R2 is called steps first, then steady mains, then the charge', () => {
    const steps = [vmStep('a'), vmStep('b', { state: 'pending' }), vmStep('c', { state: 'done' })]
    expect(say(waiting({}, steps), 48.7, 12)).toBe(
      'Waits for: 2 steps that were called are brought to their end; mains steady for at least 30 s (12 s so far); charge 48 % of 60 %.',
    )
    expect(say(waiting(), 59.6, 40)).toBe('Waits for: charge 59 % of 60 %.')
  })

  it('P6 is ten times the outage where no charge is told', () => {
    expect(say(waiting(), null, 30)).toContain('(23:20 to go)')
    expect(say(waiting(), null, 1_430)).toBeNull()
  })

  it('P8 is nothing about the battery after a danger on mains, where it is full or was not used', () => {
    const danger = waiting({ outageStartedAtMs: null })
    for (const charge of [100, null])
      expect(say(danger, charge, 12)).toBe('Waits for: mains steady for at least 30 s (12 s so far).')
  })

  it('R4 is a manager of what was taken down that has not been read since, by name, for ten minutes at most', () => {
    const of = (name: string, patch: Partial<ManagerView> = {}) =>
      manager({ id: managerId(name), name, contact: 'lost', ...patch })
    const away = step(1, { object: { kind: 'vm', id: vmIdSchema.parse('kvm:a'), name: 'a' }, action: 'shutdown', state: 'done' })
    const all = [of('kvm'), of('other'), of('kvm', { name: 'read', contact: 'ok', refreshedAtMs: BACK + 1 })]
    const told = (seconds: number, managers: readonly ManagerView[]) =>
      waitLine(waiting({}, [away]), { chargePercent: 100 }, recovery, BACK + seconds * 1000, percent, en, managers)
    expect(told(60, all)).toBe('Waits for: an answer of kvm (9:00 more at most).')
    expect(told(60, [of('kvm', { contact: 'ok', refreshedAtMs: BACK - 1 })])).toContain('kvm')
    expect(told(600, all)).toBeNull()
    expect(told(60, [of('other')])).toBeNull()
  })

  it('is not said of a held run, of another phase, or where nothing is known to lack', () => {
    expect(say(waiting({ heldSinceMs: 1 }), 10, 1)).toBeNull()
    expect(say(waiting({ phase: 'recovering' }), 10, 1)).toBeNull()
    expect(say(waiting(), 60, 30)).toBeNull()
    expect(waitLine(waiting(), null, null, BACK, percent, en)).toBeNull()
  })
})
