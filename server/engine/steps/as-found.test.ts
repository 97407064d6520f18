import { describe, expect, it } from 'vitest'
import type { StepSight } from '../../decide/decide-step'
import type { StepAction } from '../../domain/run'
import { vmStep } from '../../testing/run-samples'
import { host, hostId } from '../../testing/world-samples'
import { asFound, whatWasFound } from './as-found'

const step = (action: StepAction) => vmStep('a', { object: { kind: 'host', id: hostId('a'), name: 'a' }, action })
const up = (bootedAtMs: number | null): StepSight => ({
  kind: 'host',
  host: { ...host('a'), bootedAtMs },
  runningVmNames: [],
  downForMs: null,
})

describe('what was found before a call', () => {
  it('A1 of a shutdown the boot before its last call, of a reboot that before its first one', () => {
    const bootsKept = (action: StepAction) => asFound(asFound(step(action), up(1_000)), up(2_000)).bootedBeforeMs
    expect([bootsKept('shutdown-host'), bootsKept('reboot-host')]).toEqual([2_000, 1_000])
    expect(whatWasFound(asFound(step('shutdown-host'), up(1_000)))).toEqual({ bootedBeforeMs: 1_000 })
  })

  it('A1 of a host that is not seen, or does not tell, nothing is made up', () => {
    for (const sight of [up(null), { kind: 'silent', message: 'timeout' } as const])
      expect(asFound(step('shutdown-host'), sight)).not.toHaveProperty('bootedBeforeMs')
    expect(asFound(step('power-on-host'), up(1_000))).not.toHaveProperty('bootedBeforeMs')
  })
})
