import { describe, expect, it } from 'vitest'
import type { VmPower } from '../domain/inventory'
import type { Step, StepAttempt } from '../domain/run'
import type { Host, VirtualMachine } from '../domain/world'
import { host, hostId, onVm, plan, RUN_ID, step, stepIds, vm, world } from '../testing/world-samples'
import { checkRun } from './check-run'
import { homecomings } from './homecoming'
import { planRecovery } from './recovery-steps'

const before = (power: VmPower): Step['before'] => ({ power, hostId: hostId('a'), inMaintenance: false, macs: [] })
const ended = (patch: Partial<Step> = {}): Step =>
  step(1, { object: onVm('web'), action: 'shutdown', state: 'done', before: before('on'), ...patch })
const comesBack = (down: Step, seen: VirtualMachine, a: Partial<Host> = {}, comingUp: readonly Host['id'][] = []) =>
  homecomings({
    world: world({ hosts: [host('a', a), host('c')], vms: [seen] }),
    steps: [down],
    startVms: true,
    moveHome: true,
    comingUp: new Set(comingUp),
  })[0]

describe('a VM of which nobody knew whether it ran', () => {
  const called = (patch: Partial<StepAttempt> = {}): StepAttempt => ({
    action: 'shutdown',
    startedAtMs: 0,
    intentEntryId: 1,
    task: null,
    outcome: 'verified',
    message: null,
    endedAtMs: 1,
    ...patch,
  })
  const unknown = (patch: Partial<Step> = {}) => ended({ before: before('unknown'), attempts: [called()], ...patch })
  const off = vm('web', 'a', { power: 'off' })

  it('R1 is started again where the run has ended it', () => {
    expect(comesBack(unknown(), off)).toMatchObject({ action: 'start', home: { id: hostId('a') } })
    expect(comesBack(unknown(), { ...off, power: 'saved' })).toMatchObject({ action: 'start' })
    expect(comesBack(unknown(), { ...off, power: 'unknown' }, { connection: 'down' }, [hostId('a')])).toMatchObject({
      action: 'start',
    })
    const forced = [called({ outcome: 'refused' }), called({ action: 'power-off' })]
    expect(comesBack(unknown({ attempts: forced }), off)).toMatchObject({ action: 'start' })
  })

  it('R6 is not where the run has not ended it, and is named', () => {
    const unended = [
      unknown({ attempts: [] }),
      unknown({ attempts: [called({ outcome: 'refused' })] }),
      unknown({ attempts: [called({ action: 'migrate' })] }),
      unknown({ state: 'failed' }),
    ]
    for (const down of unended)
      for (const power of ['off', 'saved', 'unknown'] as const)
        expect(comesBack(down, { ...off, power })).toMatchObject({
          action: 'stay',
          why: 'whether it ran before is not known: it is not started, a person decides',
        })
  })

  it('R6 is left alone where it runs, or was off before', () => {
    for (const power of ['on', 'paused'] as const) expect(comesBack(unknown(), { ...off, power })).toBeUndefined()
    expect(comesBack(ended({ before: before('off'), attempts: [called()] }), off)).toBeUndefined()
  })

  it('R7 R1 its host that is found down is woken where the run has ended it, and it starts there; else it is only named', () => {
    const dark = { ...off, power: 'unknown' as const }
    const back = (down: Step) => {
      const planned = planRecovery({
        runId: RUN_ID,
        content: plan({ stages: [] }),
        world: world({ hosts: [host('a', { connection: 'down' })], vms: [dark] }),
        steps: [down],
        nextSeq: 2,
        makeId: stepIds('up'),
      })
      expect(checkRun(world({ hosts: [host('a', { connection: 'down' })], vms: [dark] }), [down, ...planned.steps])).toEqual([])
      return [planned.steps.map(({ action, object }) => [action, object.name]), planned.notes.map(({ message }) => message)]
    }
    expect(back(unknown())).toEqual([
      [
        ['power-on-host', 'a'],
        ['start', 'web'],
      ],
      [],
    ])
    expect(back(unknown({ state: 'failed' }))).toEqual([
      [],
      ['web: whether it ran before is not known: it is not started, a person decides'],
    ])
  })
})

describe('a VM that is registered elsewhere than where it ran', () => {
  const onC = vm('web', 'c', {
    power: 'off',
    disks: [{ label: 'vda', datastoreNativeId: 'c/local', gibibytes: 1, local: true }],
  })

  it('A4 R6 starts there only where its home is seen, and does not reach its disks', () => {
    expect(comesBack(ended(), onC)).toMatchObject({ action: 'start', home: { id: hostId('c') } })
  })

  it.each<[string, Partial<Host>, readonly Host['id'][]]>([
    ['is silent', { connection: 'unknown' }, []],
    ['is off', { connection: 'down' }, []],
    ['boots', { connection: 'down' }, [hostId('a')]],
    ['was seen long ago', { stale: true }, []],
  ])('A4 waits for its home while that %s: its disks elsewhere may be old', (_what, a, comingUp) => {
    expect(comesBack(ended(), onC, a, comingUp)).toMatchObject({ action: 'stay', home: { id: hostId('a') } })
  })

  it('R7 A4 its home is woken, and it starts once that has told what it has', () => {
    const wayBack = (a: Partial<Host>) =>
      planRecovery({
        runId: RUN_ID,
        content: plan({ stages: [] }),
        world: world({ hosts: [host('a', a), host('c')], vms: [onC] }),
        steps: [ended()],
        nextSeq: 2,
        makeId: stepIds('up'),
      }).steps.map(({ action, object, targetHostId }) => [action, object.name, targetHostId])
    expect(wayBack({ connection: 'down' })).toEqual([['power-on-host', 'a', null]])
    expect(wayBack({})).toEqual([['start', 'web', hostId('c')]])
  })

  it('R6 goes home once that is up where both reach its disks, as before', () => {
    const shared = vm('web', 'c', { power: 'off' })
    expect(comesBack(ended(), shared, { connection: 'down' }, [hostId('a')])).toMatchObject({
      action: 'start',
      home: { id: hostId('a') },
    })
  })
})
