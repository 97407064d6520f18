import { describe, expect, it } from 'vitest'
import { groupState } from './group-state'
import { deviceSeen } from '../testing/power-samples'
import { deviceId, group } from '../testing/world-samples'
import { groupsOfUps } from '../domain/groups-of-ups'

describe('power groups', () => {
  it('P5 are in trouble with their UPS, whatever a PDU among their members says of its own input', () => {
    const mixed = group(['ups', 'pdu'])
    const devices = [
      deviceSeen('ups', { supply: 'battery', onBatterySinceMs: 0, secondsOnBattery: 5 }),
      deviceSeen('pdu', { kind: 'pdu', supply: 'mains' }),
    ]
    expect(groupState(mixed, devices).inTrouble).toBe(false)
    const [counted = mixed] = groupsOfUps([mixed], new Set([deviceId('pdu')]))
    expect(groupState(counted, devices)).toMatchObject({ inTrouble: true, condition: 'on-battery' })
  })

  it('stay the very same where nothing in them is a PDU', () => {
    const groups = [group(['ups']), group(['other'], 1, 'h')]
    expect(groupsOfUps(groups, new Set([deviceId('pdu')]))).toBe(groups)
    expect(groupsOfUps([...groups, group(['pdu'], 1, 'i')], new Set([deviceId('pdu')]))[0]).toBe(groups[0])
  })
})
