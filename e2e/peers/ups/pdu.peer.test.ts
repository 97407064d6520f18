import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READING_NAMES } from '../../../server/domain/power-reading'
import type { UpsSecret } from '../../../server/domain/ups'
import { detectUps } from '../../../server/drivers/ups/detect'
import { hasPrograms, until } from '../../../server/testing/require-peer'
import { type MadeDevice, snmprecOf } from './made-device'
import { MADE_DEVICES } from './made-devices'
import { NUT_READER_PACKAGES, NUT_READER_PROGRAMS, type NutReader, startNutReader } from './nut-reader'
import { labFolder } from './process'
import { type Snmpsim, SNMPSIM_PROGRAMS, SNMPSIM_USER, startSnmpsim } from './snmpsim'

const named = <T extends MadeDevice>(devices: readonly T[]) => devices.map((device) => [device.family, device] as const)
const simulators = hasPrograms(SNMPSIM_PROGRAMS, 'snmpsim')

describe.skipIf(!simulators)('PDUs and ATSs of which no recording is at hand, made from their MIBs and served by snmpsim', () => {
  const recordings = labFolder('made-devices')
  let simulator: Snmpsim

  beforeAll(async () => {
    chmodSync(recordings.path, 0o755)
    for (const device of MADE_DEVICES) writeFileSync(join(recordings.path, `${device.name}.snmprec`), snmprecOf(device))
    simulator = await startSnmpsim(recordings.path, MADE_DEVICES[0]?.name ?? '')
  })
  afterAll(async () => {
    await simulator.stop()
    recordings.remove()
  })

  const detect = async ({ name }: MadeDevice, secret: UpsSecret) => {
    const address = { protocol: 'snmp', host: '127.0.0.1', port: simulator.port, family: 'auto' } as const
    const found = await detectUps({ address, secret }, { deadlineMs: 15_000 })
    if (found.kind !== 'ok') throw new Error(`${name}: ${found.message}`)
    return found.value
  }
  const secretsOf = ({ name }: MadeDevice): readonly UpsSecret[] => [
    { kind: 'snmp-community', version: '1', community: name },
    { kind: 'snmp-community', version: '2c', community: name },
    { kind: 'snmp-user', level: 'authPriv', authProtocol: 'sha', privProtocol: 'aes', ...SNMPSIM_USER, context: name },
  ]

  it.each(named(MADE_DEVICES))('%s is found by asking, and read as the MIB says, over v1, v2c and v3', async (_, device) => {
    for (const secret of secretsOf(device)) {
      const { identity, observation } = await detect(device, secret)
      expect(identity).toMatchObject({ family: device.family, kind: device.kind, model: device.model, serial: device.serial })
      expect(observation).toMatchObject({ supply: 'mains', flags: [], upsContact: 'ok', outlets: device.outlets })
      const names = READING_NAMES.filter((name) => device.believed[name] !== undefined)
      const told = names.map((name) => [name, observation.readings[name].credible ? observation.readings[name].value : null])
      expect(Object.fromEntries(told)).toEqual(device.believed)
    }
  })

  describe.skipIf(!hasPrograms(NUT_READER_PROGRAMS, NUT_READER_PACKAGES))("NUT's snmp-ups reads the same agents", () => {
    const known = MADE_DEVICES.flatMap((device) => (device.nutMib === null ? [] : [{ ...device, nutMib: device.nutMib }]))
    let nut: NutReader

    beforeAll(async () => {
      nut = await startNutReader(known.map(({ name, nutMib }) => ({ name, port: simulator.port, community: name, mib: nutMib })))
    })
    afterAll(async () => nut.stop())

    it.each(named(known))('%s: and agrees', async (_, { name, nutSays }) => {
      const said = await until(
        `NUT to say all of ${name}`,
        async () => {
          const all = await nut.says(name)
          return Object.keys(nutSays).every((variable) => all.has(variable)) ? all : null
        },
        60_000,
      )
      const values = Object.entries(nutSays).map(([variable, value]) => {
        const text = said.get(variable) ?? ''
        return [variable, typeof value === 'number' ? Number(text) : text]
      })
      expect(Object.fromEntries(values)).toEqual(nutSays)
    })

    it.each(named(known))(
      '%s: through upsd we know that it is no UPS, and what it carries',
      async (_, { name, kind, believed }) => {
        const address = { protocol: 'nut', host: '127.0.0.1', port: nut.port, upsName: name, tls: 'off' } as const
        const read = async () =>
          detectUps({ address, secret: { kind: 'nut-user', user: '', password: '' } }, { deadlineMs: 2_000 })
        const { identity, observation } = await until(`${name} through upsd`, async () => {
          const found = await read()
          return found.kind === 'ok' && found.value.observation.upsContact === 'ok' ? found.value : null
        })
        expect(identity.kind).toBe(kind)
        const { outputWatts, outputAmperes } = observation.readings
        expect(observation).toMatchObject({ supply: 'mains', flags: [] })
        expect(outputWatts.value).toBe(believed.outputWatts ?? null)
        // NUT 2.8.0 has no current of Raritan's: it calls it a load.
        if (outputAmperes.value !== null) expect(outputAmperes.value).toBe(believed.outputAmperes)
      },
    )
  })
})
