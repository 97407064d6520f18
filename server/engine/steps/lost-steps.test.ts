import { expect, it } from 'vitest'
import { host, hostId, manager, vmId } from '../../testing/world-samples'
import { runWith, vmStep } from '../../testing/run-samples'
import { LostSteps } from './lost-steps'

const at = (seconds: number): number => 1_000 + seconds * 1000
const managers = [manager({ refreshedAtMs: at(0) })]
const step = vmStep('db', {
  state: 'pending',
  limitSeconds: 60,
  object: { kind: 'vm', id: vmId('db'), name: 'db' },
  before: { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [] },
})
const run = runWith([step])
const nowhere = () => false

it('A3 a step whose object is gone is lost at once where its host is up, or gone as well', () => {
  expect(new LostSteps().of(run, { managers, hosts: [host('h1')] }, nowhere, at(1))).toEqual([step])
  expect(new LostSteps().of(run, { managers, hosts: [] }, nowhere, at(1))).toEqual([step])
})

it('A2 A9 it is waited for while its host is silent, but no longer than the step may take', () => {
  const lost = new LostSteps()
  const silent = { managers, hosts: [host('h1', { connection: 'unknown' })] }
  expect(lost.of(run, silent, nowhere, at(1))).toEqual([])
  expect(lost.of(run, silent, nowhere, at(60))).toEqual([])
  expect(lost.of(run, silent, nowhere, at(61))).toEqual([step])
  // It was seen meanwhile: what is missing later is missing since then.
  expect(lost.of(run, silent, () => true, at(62))).toEqual([])
  expect(lost.of(run, silent, nowhere, at(63))).toEqual([])
})

it('A3 nothing is lost without a fresh inventory', () => {
  const old = { managers: [manager({ refreshedAtMs: 0 })], hosts: [host('h1')] }
  expect(new LostSteps().of(runWith([step], { startedAtMs: at(0) }), old, nowhere, at(5))).toEqual([])
  const mute = { managers: [manager({ refreshedAtMs: at(0), contact: 'lost' })], hosts: [host('h1')] }
  expect(new LostSteps().of(run, mute, nowhere, at(5))).toEqual([])
})
