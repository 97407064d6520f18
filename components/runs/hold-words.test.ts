import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import type { RunDanger } from '@/server/domain/danger'
import type { Run, Step } from '@/server/domain/run'
import type { ChargeLack } from '@/server/domain/sustain'
import { hostIdSchema, managerIdSchema, safeguardIdSchema } from '@/server/domain/ids'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { abortEffect, continueEffect, goNowEffect, heldWords, holdEffect, holdLeftSeconds } from './hold-words'

const overload = (over: boolean): RunDanger => ({ kinds: ['overload'], over })
const outage = runWith([], { outageStartedAtMs: 1 })
const onMains = runWith([], { outageStartedAtMs: null, danger: overload(false) })
const both = runWith([], { outageStartedAtMs: 1, danger: overload(false) })
const passed = runWith([], {
  phase: 'waiting',
  outageStartedAtMs: null,
  mainsBackAtMs: 2,
  heldSinceMs: 2,
  danger: overload(true),
})

describe('what a hold means', () => {
  it('A6 promises an end by itself where a battery sets one, and nowhere else', () => {
    for (const run of [outage, both]) {
      expect(heldWords(run, '0:10', null, en)).toMatch(/by itself at the latest safe moment\.$/)
      expect(holdEffect(run, null, en)).toBe(en.runs.holdEffect(null))
    }
    expect(heldWords(onMains, '0:10', null, en)).toContain('On mains the hold does not end by itself')
    expect(holdEffect(onMains, null, en)).toBe(en.runs.holdInDanger)
  })

  it('A6 says when, as known now, a hold ends by itself: once the margin is used up', () => {
    const forecast = (marginSeconds: number | null) => ({ forecast: { marginSeconds } })
    expect(holdLeftSeconds(outage, forecast(507))).toBe(507)
    expect(heldWords(outage, '0:10', '8:27', en)).toContain('at the latest safe moment, as known now in 8:27.')
    for (const group of [null, { forecast: null }, forecast(null), forecast(-3)])
      expect(holdLeftSeconds(outage, group)).toBeNull()
    expect(holdLeftSeconds(onMains, forecast(507))).toBeNull()
  })

  it('P8 says that the danger has passed, and what Continue brings', () => {
    expect(heldWords(passed, '0:10', null, en)).toBe(en.runs.dangerOver)
    expect(continueEffect(passed, 0, en)).toBe(en.runs.continueAfterDanger)
    expect(continueEffect(outage, 3, en)).toContain('3 waiting steps')
  })

  it('A6 says that Continue brings back what a danger holds down on mains; a hold is lifted first', () => {
    expect(continueEffect(onMains, 2, en)).toBe(en.runs.continueInDanger)
    expect(continueEffect(both, 2, en)).toBe(en.runs.continueEffect(2))
    expect(continueEffect({ ...onMains, heldSinceMs: 1 }, 2, en)).toBe(en.runs.continueEffect(2))
  })

  it('A6 R2 says what the battery could do before a person lets a way back wait no longer', () => {
    const effect = (recoveryNote: NonNullable<Run['recoveryNote']> | null, m = en) =>
      goNowEffect(
        { ...outage, recoveryNote },
        (value) => `${value} %`,
        (seconds) => `${seconds / 60} min`,
        m,
      )
    const lack = { hasPercent: 21, needPercent: 38 }
    const note = (ifNow: ChargeLack['ifNow']) => ({
      why: '',
      isUnprotected: false,
      lack: { ...lack, ...(ifNow === undefined ? {} : { ifNow }) },
    })
    expect(effect(note({ marginSeconds: -240, lossCount: 12 }))).toContain(
      'The battery has 21 %; 38 % are waited for. If the mains fail right after, at worst 4 min are missing to end everything in order, and 12 VMs lose power.',
    )
    expect(effect(note({ marginSeconds: 60, lossCount: 0 }))).toContain('at worst 1 min are left above the reserve.')
    expect(effect(note({ marginSeconds: -240, lossCount: 1 }), de)).toContain('fehlen schlimmstenfalls 4 min')
    expect(effect(note(undefined))).toContain(en.runs.goNowUntold)
    expect(effect(null)).toContain(en.runs.goNowUntold)
    expect(effect({ why: '', isUnprotected: false, isBlind: true })).toContain(en.runs.goNowBlind)
  })

  it('A6 names what an abort gives up: the danger on mains, the outage otherwise', () => {
    expect([onMains, passed, both, outage].map((run) => abortEffect(run, en))).toEqual([
      en.runs.abortDanger,
      en.runs.abortDanger,
      en.runs.abortOutage,
      en.runs.abortOutage,
    ])
  })

  it('A6 says before an abort that autostart is set aside, and whether it comes back', () => {
    const of = (name: string, patch: Partial<Step>, hosts = [name]) =>
      vmStep(name, {
        object: { kind: 'safeguard', id: safeguardIdSchema.parse(name), name },
        action: 'disarm',
        state: 'done',
        attempts: [
          { action: 'disarm', intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 },
        ],
        safeguard: {
          managerId: managerIdSchema.parse('m'),
          nativeId: name,
          found: { kind: 'autostart', vms: [] },
          isKept: false,
          hostIds: hosts.map((host) => hostIdSchema.parse(host)),
        },
        ...patch,
      })
    const run = runWith([of('a', {}), of('b', {}), of('c', { attempts: [] }), of('b', { seq: 2, action: 'restore' })])
    expect(abortEffect(run, en)).toBe(`${en.runs.abortOutage} ${en.runs.autostartAside(1)}`)
    const pool = runWith([of('pool', {}, ['x', 'y'])])
    expect(abortEffect(pool, en)).toContain(en.runs.autostartAside(2))
    expect(abortEffect({ ...run, abandoned: true }, de)).toContain('bleibt es dann')
    expect(abortEffect({ ...run, dryRun: true }, en)).toBe(en.runs.abortOutage)
    expect(en.runs.autostartAside(2)).toContain('booted by hand, they start no VM but')
  })

  it('A6 says before an abort what is called off and what cannot be undone, and nothing of what there is not', () => {
    expect(en.runs.abortEffect(2, 0, 0)).toBe('2 waiting steps are dropped.')
    expect(en.runs.abortEffect(0, 1, 2)).toMatch(
      /^0 waiting steps are dropped; 1 live move is called off .*; 2 under way cannot be undone/,
    )
    expect(de.runs.abortEffect(1, 3, 0)).toContain('3 VMs, die gerade verschoben werden')
  })
})
