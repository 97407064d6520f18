import { describe, expect, it } from 'vitest'
import type { Whereabouts } from '@/server/domain/not-back'
import { hostIdSchema, powerGroupIdSchema, runIdSchema } from '@/server/domain/ids'
import type { RunPhase, RunWithSteps } from '@/server/domain/run'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { unfinished } from './unfinished'

const home = hostIdSchema.parse('h1')
const at = (power: 'on' | 'off'): Whereabouts => new Map([['off', { power, hostId: home }]])
const down = (name: string) => vmStep(name, { state: 'done' })

describe('runs that are not finished for people', () => {
  const group = powerGroupIdSchema.parse('row')
  const run = (phase: RunPhase, patch: Partial<RunWithSteps> = {}): RunWithSteps =>
    runWith([down('off')], { phase, powerGroupId: group, ...patch })
  const shown = (runs: readonly RunWithSteps[], vms = at('off'), isInNotice = false) =>
    unfinished(runs, () => isInNotice, vms).map(({ phase }) => phase)

  it('R1 stay until everything is back, or a person has ended them', () => {
    expect(shown([run('waiting')])).toEqual(['waiting'])
    expect(shown([run('recovering')])).toEqual(['recovering'])
    expect(shown([run('done')])).toEqual(['done'])
    expect(shown([run('done')], at('on'))).toEqual([])
    expect(shown([run('aborted')])).toEqual([])
  })

  it('leave a group that is in trouble to its own line, and a dry run to nobody', () => {
    expect(shown([run('waiting')], undefined, true)).toEqual([])
    expect(shown([run('waiting', { dryRun: true })])).toEqual([])
  })

  it('are told once per group, by the newest', () => {
    const later = run('recovering', { id: runIdSchema.parse('later'), startedAtMs: 5 })
    expect(shown([later, run('done')])).toEqual(['recovering'])
  })
})
