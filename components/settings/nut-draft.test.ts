import { describe, expect, it } from 'vitest'
import { deviceIdSchema } from '@/server/domain/ids'
import { isRuntimeTyped, nutDraftOf, nutInputOf } from './nut-draft'

const rack = {
  deviceId: deviceIdSchema.parse('rack'),
  deviceName: 'Rack',
  names: ['ups', 'qnapups'],
  servedAs: ['ups', 'qnapups'],
  lowBatteryRuntimeSeconds: 300,
  lowBatteryStageId: null,
  stages: [],
}
const answer = {
  enabled: true,
  listen: '0.0.0.0',
  port: 3493,
  certificateFile: null,
  keyFile: null,
  requireTls: false,
  users: [{ name: 'nas', primary: false }],
  devices: [rack],
  state: null,
}

describe('the draft of the NUT service', () => {
  it('sends what it was given, and no password that was not typed', () =>
    expect(nutInputOf(nutDraftOf(answer))).toEqual({
      enabled: true,
      listen: '0.0.0.0',
      port: 3493,
      certificateFile: null,
      keyFile: null,
      requireTls: false,
      users: [{ name: 'nas', primary: false, password: null }],
      devices: [{ deviceId: 'rack', names: ['ups', 'qnapups'], lowBatteryRuntimeSeconds: 300, lowBatteryStageId: null }],
    }))

  it('leaves out rows of users without a name, and empty names', () => {
    const draft = nutDraftOf(answer)
    const users = [...draft.users, { name: ' ', password: 'x', primary: false, isNew: true }]
    const devices = draft.devices.map((device) => ({ ...device, names: ' ups ,, ', runtime: ' ' }))
    expect(nutInputOf({ ...draft, users, devices })).toMatchObject({
      users: [{ name: 'nas' }],
      devices: [{ names: ['ups'], lowBatteryRuntimeSeconds: null }],
    })
  })

  it.each([
    ['', true],
    ['300', true],
    ['86400', true],
    ['86401', false],
    ['5 min', false],
    ['-1', false],
  ])('a runtime of “%s” can be sent: %s', (text, sound) => expect(isRuntimeTyped(text)).toBe(sound))
})
