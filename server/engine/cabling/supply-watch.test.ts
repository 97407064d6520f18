import { describe, expect, it } from 'vitest'
import { SENSOR_LAG_MS } from '../../decide/cabling/power-supplies'
import type { PowerSupply } from '../../domain/inventory'
import type { EffectiveFeed, Feed, Host, PowerDeviceView } from '../../domain/world'
import { device, deviceId, feed, host, hostId, manager, world } from '../../testing/world-samples'
import { SupplyWatch } from './supply-watch'

const psu = (...inputs: readonly PowerSupply['input'][]): readonly PowerSupply[] =>
  inputs.map((input, at) => ({ name: `PSU ${at + 1}`, input, inputWatts: null }))

const DECLARED: readonly Feed[] = [feed('pdu', 'h', 'A', '3'), feed('b', 'h', 'B')]
const throughPdu = (dead?: string): readonly EffectiveFeed[] => [
  {
    ...feed('a', 'h', 'A'),
    via: [{ deviceId: deviceId('pdu'), outletId: '3', name: 'pdu' }],
    ...(dead === undefined ? {} : { dead }),
  },
  feed('b', 'h', 'B'),
]
const DEVICES = [device('a'), device('b'), device('pdu', { kind: 'pdu' })]

/** Looks at the host once a second for so long, as it is then. */
const watcher = () => {
  const watch = new SupplyWatch()
  let nowMs = 0
  return {
    watch,
    now: () => nowMs,
    pass: (
      ms: number,
      given: Partial<Host>,
      feeds: readonly EffectiveFeed[] = throughPdu(),
      views: readonly PowerDeviceView[] = DEVICES,
      other: { readonly host: Host; readonly feeds: readonly EffectiveFeed[] } | null = null,
      isStamped = false,
    ): readonly string[] => {
      const found = new Set<string>()
      for (const untilMs = nowMs + ms; nowMs < untilMs;) {
        nowMs += 1_000
        const readAtMs = Math.floor(nowMs / 10_000) * 10_000
        const stamped = { powerSupplies: given.powerSupplies?.map((supply) => ({ ...supply, readAtMs })) ?? null }
        const sight = world({
          managers: [manager({ refreshedAtMs: readAtMs })],
          hosts: [host('h', { ...given, ...(isStamped ? stamped : {}) }), ...(other === null ? [] : [other.host])],
          feeds: [...feeds, ...(other?.feeds ?? [])],
        })
        for (const { judgements } of watch.look({ views, world: sight, declared: DECLARED }, nowMs))
          for (const { feed: judged, verdict, evidence } of judgements)
            found.add(`${judged.label} ${judged.deviceId} ${verdict}: ${evidence}`)
      }
      return [...found]
    },
  }
}

describe('the sensors of a host, held against its feeds', () => {
  it('P5 a dead outlet of a PDU and the input that went with it prove the cable', () => {
    const { pass } = watcher()
    const dead = throughPdu('outlet 3 of pdu has no power: breaker 2 is open')
    expect(pass(60_000, { powerSupplies: psu('ok', 'ok') })).toEqual([])
    expect(pass(60_000, { powerSupplies: psu('lost', 'ok') }, dead, DEVICES, null, true)).toEqual([])
    expect(pass(20_000, { powerSupplies: psu('lost', 'ok') }, dead, DEVICES, null, true)).toEqual([
      'A pdu proved: PSU 1 lost input when pdu, outlet 3, died, and nothing else did',
    ])
  })
  it('P4 where the host does not tell when it read its sensors, they prove a cable only when they must have been renewed', () => {
    const { pass } = watcher()
    const dead = throughPdu('outlet 3 of pdu is off')
    pass(60_000, { powerSupplies: psu('ok', 'ok') })
    expect(pass(SENSOR_LAG_MS - 20_000, { powerSupplies: psu('lost', 'ok') }, dead)).toEqual([])
    expect(pass(60_000, { powerSupplies: psu('lost', 'ok') }, dead)).toHaveLength(1)
  })

  it('P5 a UPS that is off while both inputs stay, and is missed by another host, contradicts it, but not before sensors had time', () => {
    const { pass } = watcher()
    const dark = [device('a'), device('b', { supply: 'off' }), device('pdu', { kind: 'pdu' })]
    const other = { host: host('o', { powerSupplies: psu('ok', 'lost') }), feeds: [feed('a', 'o', 'A'), feed('b', 'o', 'B')] }
    pass(60_000, { powerSupplies: psu('ok', 'ok') })
    expect(pass(SENSOR_LAG_MS - 20_000, { powerSupplies: psu('ok', 'ok') }, throughPdu(), dark, other)).toEqual([])
    expect(pass(240_000, { powerSupplies: psu('ok', 'ok') }, throughPdu(), dark, other)).toEqual([
      'B b contradicted: b has been dead for minutes, and all 2 power supplies have input',
    ])
  })

  it('P5 an outlet that is off while both inputs stay contradicts it by itself', () => {
    const { pass } = watcher()
    pass(60_000, { powerSupplies: psu('ok', 'ok') })
    expect(pass(SENSOR_LAG_MS + 240_000, { powerSupplies: psu('ok', 'ok') }, throughPdu('outlet 3 of pdu is off'))).toEqual([
      'A pdu contradicted: pdu, outlet 3, has been dead for minutes, and all 2 power supplies have input',
    ])
  })

  it('P3 a UPS that is off behind a bypass of the building, missed by nobody, contradicts no cable', () => {
    const { pass } = watcher()
    pass(60_000, { powerSupplies: psu('ok', 'ok') })
    const bypassed = [device('a'), device('b', { supply: 'off' }), device('pdu', { kind: 'pdu' })]
    expect(pass(2 * SENSOR_LAG_MS, { powerSupplies: psu('ok', 'ok') }, throughPdu(), bypassed)).toEqual([])
  })

  it('P2 what is silent, and must be empty or said last that it is off, contradicts no cable', () => {
    const { pass } = watcher()
    pass(60_000, { powerSupplies: psu('ok', 'ok') })
    const empty = device('b', { supply: 'battery', contact: 'lost', decidingRuntimeSeconds: 0 })
    const silent = [device('a'), empty, device('pdu', { kind: 'pdu', contact: 'lost' })]
    expect(pass(2 * SENSOR_LAG_MS, { powerSupplies: psu('ok', 'ok') }, throughPdu('outlet 3 of pdu is off'), silent)).toEqual([])
  })

  it('an input that is lost though its feeds live is told of', () => {
    const { watch, pass, now } = watcher()
    pass(SENSOR_LAG_MS + 20_000, { powerSupplies: psu('ok', 'ok') })
    expect(watch.unexplained(hostId('h'), now())).toBeNull()
    pass(20_000, { powerSupplies: psu('ok', 'lost') })
    expect(watch.unexplained(hostId('h'), now())).toEqual(['PSU 2'])
  })

  it('a host whose manager knows of no power supplies, or that is down, says nothing', () => {
    const { watch, pass, now } = watcher()
    pass(SENSOR_LAG_MS, { powerSupplies: null })
    pass(20_000, { powerSupplies: psu('lost', 'ok'), connection: 'down' })
    expect(watch.unexplained(hostId('h'), now())).toBeNull()
  })
})
