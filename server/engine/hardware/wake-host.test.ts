import { expect, it } from 'vitest'
import { type DriverResult, ok, refused, unknownOutcome, unreachable } from '../../drivers/ports'
import { host, hostId } from '../../testing/world-samples'
import { containing } from '../../testing/containing'
import { vmStep } from '../../testing/run-samples'
import { byBmcAlone, wakeHost, wakingUnseen } from './wake-host'

const silent = unreachable('The BMC is silent.', 'Look at it.')
const no = refused('The manager cannot.', '')

const wake = async (how: {
  readonly way: 'sure' | 'unheard' | null
  readonly bmc?: DriverResult<null>
  readonly manager?: DriverResult<{ readonly task: null }>
  readonly managerCan?: boolean
  readonly isEnded?: boolean
}) => {
  const asked: string[] = []
  const result = await wakeHost(hostId('h1'), {
    hardware: {
      wayToWake: () => how.way,
      wake: () => {
        asked.push('bmc')
        return Promise.resolve(how.bmc ?? ok(null))
      },
    },
    byManager: () => {
      asked.push('manager')
      return Promise.resolve(how.manager ?? ok({ task: null }))
    },
    managerCan: how.managerCan ?? true,
    ended: () => (how.isEnded === true ? refused('ended', '') : null),
  })
  return [result.kind, ...asked]
}

it('R7 the BMC first, the manager where the BMC certainly did not, Wake-on-LAN last', async () => {
  expect(await wake({ way: null })).toEqual(['ok', 'manager'])
  expect(await wake({ way: 'sure' })).toEqual(['ok', 'bmc'])
  expect(await wake({ way: 'sure', bmc: silent })).toEqual(['ok', 'bmc', 'manager'])
  expect(await wake({ way: 'unheard' })).toEqual(['ok', 'manager'])
  expect(await wake({ way: 'unheard', manager: no })).toEqual(['ok', 'manager', 'bmc'])
  expect(await wake({ way: 'unheard', managerCan: false })).toEqual(['ok', 'bmc'])
})

it('A1 what may have been heard is looked at before the next way is taken', async () => {
  expect(await wake({ way: 'sure', bmc: unknownOutcome('sent', 'Look.') })).toEqual(['unknown', 'bmc'])
  expect(await wake({ way: 'sure', bmc: silent, manager: no })).toEqual(['unreachable', 'bmc', 'manager'])
})

it('A6 a step that was ended meanwhile calls no BMC', async () => {
  expect(await wake({ way: 'unheard', managerCan: false, isEnded: true })).toEqual(['refused'])
})

it('A5 R3 while its manager is silent only a BMC that says "off" tells anything, and never before a shutdown', () => {
  const step = (action: 'shutdown-host' | 'power-on-host', attempts: number) =>
    vmStep('a', { action, attempts: Array.from({ length: attempts }, () => ATTEMPT) })
  const last = host('h1')
  expect(byBmcAlone(step('power-on-host', 0), last, 'off')).toMatchObject({ host: { connection: 'unknown' }, bmc: 'off' })
  expect(byBmcAlone(step('shutdown-host', 1), last, 'off')).toMatchObject({ bmc: 'off' })
  expect(byBmcAlone(step('shutdown-host', 0), last, 'off')).toBeNull()
  for (const bmc of ['on', 'unknown', undefined] as const) expect(byBmcAlone(step('power-on-host', 1), last, bmc)).toBeNull()
})

it('R7 R4 behind a silent manager Wake-on-LAN is sent all the same, and what nobody can wake is said to need a hand', () => {
  const waking = (way: 'sure' | 'unheard' | null, bmc?: 'on' | 'off' | 'unknown') =>
    wakingUnseen(vmStep('h1', { action: 'power-on-host' }), host('h1'), { bmc, way, managerName: 'esx', message: 'silent' })
  expect(waking('unheard')).toMatchObject({ kind: 'host', host: { connection: 'unknown' } })
  expect(waking('sure', 'off')).toMatchObject({ kind: 'host', bmc: 'off' })
  expect(waking('sure', 'unknown')).toEqual({ kind: 'silent', message: 'silent' })
  expect(waking('sure', 'on')).toMatchObject({
    message: 'h1 is switched on; esx does not answer yet. The run goes on by itself once it does',
  })
  expect(waking(null)).toMatchObject({ kind: 'silent' })
  expect(waking(null)).toMatchObject({ message: containing('waiting for h1 to be switched on by hand') })
  // Before a shutdown silence is silence.
  const ending = vmStep('h1', { action: 'shutdown-host' })
  expect(wakingUnseen(ending, host('h1'), { bmc: undefined, way: 'unheard', managerName: 'esx', message: 'silent' })).toEqual({
    kind: 'silent',
    message: 'silent',
  })
})

const ATTEMPT = {
  action: 'shutdown-host',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
} as const
