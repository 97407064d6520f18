import { expect, it } from 'vitest'
import { readCheckSentence } from '../domain/check-sentences'
import type { EvacuationChoice } from '../domain/order'
import type { VirtualMachine } from '../domain/world'
import { autostartFacts } from '../drivers/protocols/autostart'
import { host, hostId, manager, vm, vmId, world } from '../testing/world-samples'
import { previewEvacuation } from './evacuation'

const onBoot = { startsWithHost: true } as const
const stopped = (name: string): EvacuationChoice => ({ vmId: vmId(name), action: 'shutdown', targetHostId: null })
const told = (vms: readonly VirtualMachine[], choices: readonly EvacuationChoice[] = []) =>
  (previewEvacuation({ world: world({ hosts: [host('a'), host('b')], vms }), hostId: hostId('a'), choices }).notes ?? []).map(
    (note) => readCheckSentence(note)?.values,
  )

it('R5 VMs that stay on the host and would start when it boots are named before it is emptied', () => {
  const vms = [vm('web', 'a', onBoot), vm('old', 'a', { ...onBoot, power: 'off' }), vm('plain', 'a', { power: 'off' })]
  expect(told(vms, [stopped('web')])).toEqual([{ vms: 'web, old', host: 'a' }])
})

it('what moves away, or is elsewhere, does not start there', () => {
  expect(told([vm('web', 'a', onBoot), vm('other', 'b', onBoot), vm('plain', 'a')], [stopped('plain')])).toEqual([])
})

it('many are counted', () => {
  const vms = ['1', '2', '3', '4', '5', '6', '7'].map((name) => vm(name, 'a', { ...onBoot, power: 'off' }))
  expect(told(vms)).toEqual([{ vms: '1, 2, 3, 4, 5 (+2)', host: 'a' }])
})

it('R5 so is one that runs elsewhere and left a definition behind; what moves away takes its own along', () => {
  const starting = ['web', 'stray', 'leaves'].map((nativeId) => ({ nativeId, name: nativeId, how: { autostart: 'enable' } }))
  const safeguards = [autostartFacts({ nativeId: 'a', name: 'a' }, starting)]
  const vms = [vm('web', 'a', onBoot), vm('leaves', 'a', onBoot), vm('stray', 'b')]
  const given = world({ managers: [manager({ safeguards })], hosts: [host('a'), host('b')], vms })
  const { notes = [] } = previewEvacuation({ world: given, hostId: hostId('a'), choices: [stopped('web')] })
  expect(notes.map((note) => readCheckSentence(note)?.values)).toEqual([{ vms: 'web, stray', host: 'a' }])
})
