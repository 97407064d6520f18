import { describe, expect, it } from 'vitest'
import { credentialIdSchema } from '../domain/ids'
import type { DeviceRow } from '../store/store'
import { deviceId } from '../testing/world-samples'
import { newTrack } from '../decide/power-track'
import { followDevices } from './follow-configuration'

const row = (name: string): DeviceRow => ({
  id: deviceId(name),
  name,
  address: { protocol: 'snmp', host: `10.0.0.${name.length}`, port: 161, family: 'auto' },
  credentialId: credentialIdSchema.parse(`of ${name}`),
  enabled: true,
  identity: null,
  createdAtMs: 0,
})

describe('devices as they are configured', () => {
  it('A12 one credential that cannot be opened keeps no other device from being polled, and is tried again', async () => {
    const rows = [row('spoilt'), row('ups-b')]
    const polled = new Map<string, DeviceRow>()
    let isSpoilt = true
    const follow = (before: readonly DeviceRow[]) =>
      followDevices(
        { before, now: rows },
        {
          store: {
            read: {
              credentials: {
                reveal: (id) =>
                  isSpoilt && id === rows[0]?.credentialId
                    ? Promise.reject(new Error('it was sealed with another key'))
                    : Promise.resolve({ kind: 'snmp-community', version: '2c', community: 'public' }),
              },
            },
          },
          log: { error: () => undefined },
          power: {
            get: (id) => {
              const found = polled.get(id)
              return found === undefined ? null : { row: found, track: newTrack(), observation: null, identity: null }
            },
            start: (started) => void polled.set(started.id, started),
            stop: (id) => void polled.delete(id),
            rename: (renamed) => void polled.set(renamed.id, renamed),
          },
          tracks: new Map(),
          onGone: () => undefined,
        },
      )
    await follow([])
    expect([...polled.keys()]).toEqual(['ups-b'])
    isSpoilt = false
    await follow(rows)
    expect([...polled.keys()]).toEqual(['ups-b', 'spoilt'])
  })
})
