import { expect, it } from 'vitest'
import { runWith } from '../testing/run-samples'
import { group, groupId, host, hostId } from '../testing/world-samples'
import { blindAlarms, restartAlarms, switchedOffAlarms } from './restart-alarms'

it('R5 a host that somebody has switched off is an alarm, once, until it is seen up, also after its run has ended', () => {
  const one = { hostId: hostId('h1'), name: 'h1', atMs: 1, isVerified: true }
  const runs = [runWith([], { phase: 'done', switchedOff: [one] }), runWith([], { switchedOff: [one] })]
  const off = switchedOffAlarms(runs, [host('h1', { connection: 'down' })])
  expect(off).toMatchObject([{ code: 'host-switched-off', object: { kind: 'host', id: hostId('h1'), name: 'h1' } }])
  // What an earlier engine knew of it is no sight of it.
  expect(switchedOffAlarms(runs, [host('h1', { stale: true })])).toHaveLength(1)
  expect(switchedOffAlarms(runs, [host('h1')])).toEqual([])
})

it('R1 R2 P9 a way back that no UPS answers, or that goes on without its battery, is an alarm of its group', () => {
  const carried = (recoveryNote: Parameters<typeof blindAlarms>[0][number]['run']['recoveryNote']) => [
    { group: group(['ups']), run: runWith([], recoveryNote == null ? {} : { recoveryNote }) },
  ]
  const blind = carried({ why: 'x', isUnprotected: false, isBlind: true })
  expect(blindAlarms(blind)).toMatchObject([{ code: 'recovery-blind', object: { kind: 'group', id: groupId() } }])
  expect(restartAlarms(blind)).toEqual([])
  expect(restartAlarms(carried({ why: 'x', isUnprotected: true }))).toMatchObject([{ code: 'recovery-unprotected' }])
  expect(blindAlarms(carried({ why: 'x', isUnprotected: false }))).toEqual([])
})
