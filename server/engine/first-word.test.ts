import { expect, it } from 'vitest'
import { newTrack, trackSilence } from '../decide/power-track'
import { observation } from '../testing/power-samples'
import { deviceId, group, groupId } from '../testing/world-samples'
import { groupsUnheard } from './first-word'

const kept = { ...newTrack(), supply: 'battery' as const, contact: 'ok' as const, onBatterySinceMs: 1 }
const unheard = (name: string) => ({ row: { id: deviceId(name) }, observation: null, track: kept })
const answered = (name: string) => ({ ...unheard(name), observation: observation() })
const silent = (name: string) => ({ ...unheard(name), track: trackSilence(kept, 'it does not answer', 2_000) })
const groups = [group(['a', 'b'], 1, 'pair'), group(['c'], 1, 'single')]

it('P9 R1 a group waits until this engine has heard each of its UPSs, or heard nothing, but not for others', () => {
  expect(groupsUnheard(groups, [answered('a'), unheard('b'), answered('c')], 1_000)).toEqual(new Set([groupId('pair')]))
  expect(groupsUnheard(groups, [answered('a'), silent('b'), unheard('c')], 1_000)).toEqual(new Set([groupId('single')]))
  expect(groupsUnheard(groups, [answered('a'), answered('b'), silent('c')], 1_000)).toEqual(new Set())
})

it('P9 D3 five seconds at most: then what was known must do', () => {
  expect(groupsUnheard(groups, [unheard('a'), unheard('b'), unheard('c')], 4_999).size).toBe(2)
  expect(groupsUnheard(groups, [unheard('a'), unheard('b'), unheard('c')], 5_000).size).toBe(0)
})
