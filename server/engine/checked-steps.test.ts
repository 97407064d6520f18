import { expect, it } from 'vitest'
import type { Step } from '../domain/run'
import { host, hostId, onVm, step, vm, world } from '../testing/world-samples'
import { checkedSteps } from './checked-steps'

const local = { label: 'scsi0', datastoreNativeId: 'b/local', gibibytes: 80, local: true }
const site = world({
  hosts: [host('a', { memoryMiB: 1_024 }), host('b')],
  vms: [vm('web', 'b', { power: 'off', disks: [local] }), vm('mail', 'b', { power: 'off' })],
})
const start = (seq: number, name: string, to: string, after: Step['after'] = []): Step =>
  step(seq, {
    object: onVm(name),
    action: 'start',
    direction: 'up',
    targetHostId: hostId(to),
    after,
    before: { power: 'on', hostId: hostId('b'), inMaintenance: false, macs: [] },
  })

it('A4 R1 a start where a disk would be missing or old is left out and said; one that is merely tight stays', () => {
  const old = start(1, 'web', 'a')
  const tight = start(2, 'mail', 'a', [old.id])
  const { steps, changes } = checkedSteps(site, [], [old, tight], {})
  expect(steps).toEqual([{ ...tight, after: [] }])
  expect(changes[0]).toMatch(/^web: start is left out: .*web on a: it does not reach disk "scsi0"/)
  expect(changes.join()).toContain('target-memory')
})

it('R1 one where the VM is registered stays', () => {
  const here = start(1, 'web', 'b')
  expect(checkedSteps(site, [], [here], {})).toEqual({ steps: [here], changes: [], rejected: null })
})

it('A4 A5 a start on another host is left out while its own is not verified off: it might run twice', () => {
  const lost = world({
    ...site,
    hosts: [host('a'), host('b', { connection: 'unknown' })],
    vms: [vm('mail', 'a', { power: 'off' })],
  })
  const { steps, changes } = checkedSteps(lost, [], [start(1, 'mail', 'a')], {})
  expect(steps).toEqual([])
  expect(changes[0]).toMatch(/^mail: start is left out: .*is not verified off/)
})
