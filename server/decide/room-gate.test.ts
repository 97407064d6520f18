import { describe, expect, it } from 'vitest'
import type { Step } from '../domain/run'
import { host, hostId, onVm, step, vm, world } from '../testing/world-samples'
import { whyNoRoom } from './room-gate'

const first = (state: Step['state']): Step =>
  step(1, { object: onVm('y'), action: 'migrate-home', targetHostId: hostId('c'), state })
const second = step(2, { object: onVm('x'), action: 'migrate-home', targetHostId: hostId('a'), after: [first('done').id] })
const seen = (yIsOn: string) => world({ hosts: [host('a'), host('b'), host('c')], vms: [vm('x', 'b'), vm('y', yIsOn)] })
const judged = (state: Step['state'], yIsOn: string, move = second) =>
  whyNoRoom({ steps: [first(state), move] }, move, move.action, seen(yIsOn))

describe('room that another move was to leave', () => {
  it('D4 a move is not called where the one that it waited for has failed and its VM is still there', () => {
    for (const state of ['failed', 'skipped', 'cancelled'] as const)
      expect(judged(state, 'a')).toBe('no room on a: y, which was to leave it before, is still there')
  })

  it('it is called where the VM has left, as its step says or as it is seen', () => {
    expect(judged('done', 'a')).toBeNull()
    expect(judged('failed', 'c')).toBeNull()
  })

  it('one that waits for nothing, or does not move, is called', () => {
    expect(judged('failed', 'a', { ...second, after: [] })).toBeNull()
    expect(judged('failed', 'a', { ...second, action: 'start' })).toBeNull()
  })
})
