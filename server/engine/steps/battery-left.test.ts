import { expect, it } from 'vitest'
import { runWith } from '../../testing/run-samples'
import { device, group, plan } from '../../testing/world-samples'
import { batteryLeft } from './battery-left'

const content = plan({ stages: [], reserveSeconds: 120 })
const onBattery = device('ups', { supply: 'battery', decidingRuntimeSeconds: 300 })
const given = { group: group(['ups']), devices: [onBattery], content }

it('D3 P4 what is left counts to the reserve, by the runtime that decisions stand on', () => {
  expect(batteryLeft(runWith([]), given)).toBe(180)
  expect(batteryLeft(runWith([]), { ...given, devices: [{ ...onBattery, decidingRuntimeSeconds: 90 }] })).toBe(-30)
})

it('D3 nothing is concluded where nobody can tell, or no battery runs down', () => {
  expect(batteryLeft(runWith([]), { ...given, devices: [{ ...onBattery, decidingRuntimeSeconds: null }] })).toBeNull()
  expect(
    batteryLeft(runWith([]), { ...given, devices: [device('ups', { supply: 'mains', decidingRuntimeSeconds: 300 })] }),
  ).toBeNull()
  expect(batteryLeft(runWith([], { mainsBackAtMs: 5 }), given)).toBeNull()
  expect(batteryLeft(runWith([], { kind: 'maintenance', phase: 'entering', outageStartedAtMs: null }), given)).toBeNull()
  expect(batteryLeft(runWith([]), { ...given, group: undefined })).toBeNull()
})
