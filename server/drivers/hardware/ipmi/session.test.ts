import { afterEach, describe, expect, it } from 'vitest'
import { type HardwareAddress, hardwareAddressSchema, hardwareSecretSchema } from '../../../domain/hardware'
import { type BmcModel, bmcModel } from '../../../testing/ipmi/bmc-model'
import type { BmcAccount } from '../../../testing/ipmi/bmc-session'
import { sampleSensors } from '../../../testing/ipmi/sample-sensors'
import { type BmcStandIn, startBmc } from '../../../testing/ipmi/stand-in'
import { containing } from '../../../testing/containing'
import type { HardwareSession } from '../../ports'
import { driver } from './driver'

const ACCOUNT: BmcAccount = { user: 'operator', password: 'a-long-password-20-b', kg: null }
const quick = { deadlineMs: 8_000 }

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

interface Lab {
  readonly bmc: BmcStandIn
  readonly session: HardwareSession
}

const lab = async (
  how: {
    readonly model?: BmcModel
    readonly account?: BmcAccount
    readonly suites?: readonly number[]
    readonly password?: string
    readonly user?: string
    readonly kgHex?: string
    readonly cipherSuite?: 3 | 17
  } = {},
): Promise<Lab> => {
  const account = how.account ?? ACCOUNT
  const bmc = await startBmc(how.model ?? bmcModel(sampleSensors()), account, how.suites)
  const address: HardwareAddress = hardwareAddressSchema.parse({
    kind: 'ipmi',
    host: '127.0.0.1',
    port: bmc.port,
    cipherSuite: how.cipherSuite ?? null,
  })
  const secret = hardwareSecretSchema.parse({
    kind: 'ipmi-user',
    user: how.user ?? account.user,
    password: how.password ?? account.password,
    kgHex: how.kgHex ?? '',
  })
  const session = driver.open({ address, secret })
  open.push(bmc, session)
  return { bmc, session }
}

const controls = (bmc: BmcStandIn): readonly string[] => bmc.carriedOut.filter((what) => what.startsWith('00/02'))

describe('signing in', () => {
  it.each([
    [[3, 17], 'with 17 where it is known', []],
    [[3], 'with 3 where 17 is not, and says so', [containing('SHA-1')]],
  ])('suites %j: %s', async (suites, _how, notes) => {
    const { session } = await lab({ suites })
    expect(await session.identify(quick)).toMatchObject({
      kind: 'ok',
      value: {
        kind: 'ipmi',
        product: containing('Dell'),
        version: '2.35',
        systemUuid: '33221100-5544-7766-8899-aabbccddeeff',
        notes,
      },
    })
  })

  it('a BMC with neither is refused, and suite 0 is no way out', async () => {
    const { session } = await lab({ suites: [] })
    expect(await session.identify(quick)).toMatchObject({ kind: 'refused', hint: containing('Suite 0 is not used') })
    expect(() => hardwareAddressSchema.parse({ kind: 'ipmi', host: 'bmc', cipherSuite: 0 })).toThrow()
  })

  it('suite 17 alone, where it was asked for, is not weakened', async () => {
    const { session } = await lab({ suites: [3], cipherSuite: 17 })
    expect((await session.identify(quick)).kind).toBe('refused')
  })

  it('K5 a wrong password and an unknown user are refused, and no secret is told', async () => {
    for (const [how, words] of [
      [{ password: 'wrong-secret' }, 'does not accept this password'],
      [{ user: 'nobody' }, 'does not know the user “nobody”'],
    ] as const) {
      const { session, bmc } = await lab(how)
      const result = await session.powerState(quick)
      expect(result).toMatchObject({ kind: 'refused', message: containing(words) })
      expect(JSON.stringify(result)).not.toMatch(/wrong-secret|a-long-password/)
      expect(bmc.carriedOut).toEqual([])
    }
  })

  it('a BMC with a key of its own is told apart from a wrong password, and opened with the key', async () => {
    const account = { ...ACCOUNT, kg: Buffer.from('abcd') }
    const without = await lab({ account })
    expect(await without.session.powerState(quick)).toMatchObject({ kind: 'refused', hint: containing('Kg') })
    const given = await lab({ account, kgHex: '61626364' })
    expect(await given.session.powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
  })

  it('a BMC that has forgotten the session is signed in to again', async () => {
    const { session, bmc } = await lab()
    expect((await session.powerState(quick)).kind).toBe('ok')
    bmc.sessions.forgetAll()
    expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
  })

  it('closing frees the BMC’s session', async () => {
    const { session, bmc } = await lab()
    await session.powerState(quick)
    expect(bmc.sessions.count).toBe(1)
    await session.close()
    expect(bmc.sessions.count).toBe(0)
    expect((await session.powerState(quick)).kind).toBe('unreachable')
  })
})

describe('reading', () => {
  it('gives each sensor its value, limits and health', async () => {
    const model = bmcModel(sampleSensors())
    model.watts = 412
    const { session } = await lab({ model })
    const result = await session.sensors(quick)
    if (result.kind !== 'ok') throw new Error(result.message)
    const { sensors, powerSupplies, powerWatts, power } = result.value
    expect(sensors.map(({ name, kind, unit, value, health }) => [name, kind, unit, value, health])).toEqual([
      ['Inlet Temp', 'temperature', 'celsius', 23, 'ok'],
      ['Cold Aisle', 'temperature', 'celsius', -5.555555556, 'unknown'],
      ['Fan 1A', 'fan', 'rpm', 7200, 'critical'],
      ['P12V', 'voltage', 'volts', 12.096, 'ok'],
      ['Leak', 'temperature', 'celsius', 21, 'unknown'],
      ['Off', 'temperature', 'celsius', null, 'unknown'],
      ['PSU1 Pin', 'power', 'watts', 220, 'unknown'],
    ])
    expect(sensors[0]?.limits).toEqual({ lowWarning: 5, lowCritical: 2, highWarning: 40, highCritical: 45 })
    expect(powerSupplies).toEqual([
      { name: 'PSU1 Status', input: 'ok', inputWatts: 220 },
      { name: 'PSU2 Status', input: 'ok', inputWatts: null },
    ])
    expect([power, powerWatts]).toEqual(['on', 412])
  })

  it('reads records once, in small portions where the BMC wants it, and again when they have changed', async () => {
    const model = bmcModel(sampleSensors())
    model.portion = 16
    const { session, bmc } = await lab({ model })
    const walks = () => bmc.carriedOut.filter((what) => what.startsWith('0a/22')).length
    for (let time = 0; time < 2; time += 1) expect((await session.sensors(quick)).kind).toBe('ok')
    expect(walks()).toBe(1)
    model.generation += 1
    model.sensors = model.sensors.slice(0, 1)
    expect(await session.sensors(quick)).toMatchObject({
      kind: 'ok',
      value: { sensors: [{ name: 'Inlet Temp' }], powerSupplies: null },
    })
    expect(walks()).toBe(2)
  })

  it('a BMC without sensors has none', async () => {
    const { session } = await lab({ model: bmcModel() })
    expect(await session.sensors(quick)).toMatchObject({ kind: 'ok', value: { power: 'on', sensors: [], powerSupplies: null } })
  })

  it('a sensor that refuses is a sensor without a value', async () => {
    const model = bmcModel(sampleSensors())
    model.instead.set('04/2d', { completion: 0xcb, data: Buffer.alloc(0) })
    const { session } = await lab({ model })
    const result = await session.sensors(quick)
    if (result.kind !== 'ok') throw new Error(result.message)
    expect(result.value.sensors.every(({ value, health }) => value === null && health === 'unknown')).toBe(true)
    expect(result.value.powerSupplies?.map(({ input }) => input)).toEqual(['unknown', 'unknown'])
  })

  it('lost answers are asked for again', async () => {
    const { session, bmc } = await lab()
    const lost = new Set<string>()
    bmc.passing = (answer, what) => {
      if (lost.has(what)) return [answer]
      lost.add(what)
      return what === '06/3b 03' || what === '00/01' ? [] : [answer]
    }
    expect(await session.powerState({ deadlineMs: 15_000 })).toEqual({ kind: 'ok', value: 'on' })
  })

  it('A5 an answer that was recorded and is played again is not believed', async () => {
    const { session, bmc } = await lab()
    bmc.model.power = 'off'
    let recorded: Buffer | null = null
    bmc.passing = (answer, what) => {
      if (what === '00/01') recorded ??= answer
      return [answer]
    }
    expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'off' })
    bmc.model.power = 'on'
    bmc.passing = (answer) => (recorded === null ? [answer] : [recorded, recorded, answer])
    // The number of a message comes back after 64 of them.
    for (let time = 0; time < 130; time += 1) expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'on' })
  })

  it('an answer too short to hold a state is none', async () => {
    const { session, bmc } = await lab()
    bmc.model.instead.set('00/01', { completion: 0, data: Buffer.alloc(0) })
    expect(await session.powerState(quick)).toEqual({ kind: 'ok', value: 'unknown' })
  })
})

describe('acting', () => {
  it.each([
    ['power-on', 'off', '00/02 01', 'on'],
    ['soft-off', 'on', '00/02 05', 'off'],
    ['power-off', 'on', '00/02 00', 'off'],
    ['power-cycle', 'on', '00/02 02', 'on'],
  ] as const)('%s from %s', async (act, from, sent, to) => {
    const { session, bmc } = await lab()
    bmc.model.power = from
    expect(await session.act(act, quick)).toEqual({ kind: 'ok', value: null })
    expect([...new Set(controls(bmc))]).toEqual([sent])
    expect(bmc.model.power).toBe(to)
  })

  it.each([
    ['power-on', 'on'],
    ['soft-off', 'off'],
    ['power-off', 'off'],
  ] as const)('A2 %s of what is %s already sends nothing', async (act, from) => {
    const { session, bmc } = await lab()
    bmc.model.power = from
    expect((await session.act(act, quick)).kind).toBe('ok')
    expect(controls(bmc)).toEqual([])
  })

  it.each(['soft-off', 'power-off', 'power-cycle'] as const)(
    'A1 %s leaves once; unanswered, its outcome is unknown',
    async (act) => {
      const { session, bmc } = await lab()
      bmc.passing = (answer, what) => (what.startsWith('00/02') ? [] : [answer])
      expect(await session.act(act, { deadlineMs: 2_500 })).toMatchObject({
        kind: 'unknown',
        message: containing('may have been'),
      })
      expect(controls(bmc)).toHaveLength(1)
    },
  )

  it('A2 power-on alone is sent again: on twice is on', async () => {
    const { session, bmc } = await lab()
    bmc.model.power = 'off'
    let lost = 0
    bmc.passing = (answer, what) => (what.startsWith('00/02') && (lost += 1) === 1 ? [] : [answer])
    expect((await session.act('power-on', quick)).kind).toBe('ok')
    expect(bmc.model.power).toBe('on')
  })

  it('an account that may not is refused with what to do; a busy BMC leaves the outcome open', async () => {
    const { session, bmc } = await lab()
    bmc.model.instead.set('00/02', { completion: 0xd4, data: Buffer.alloc(0) })
    expect(await session.act('power-off', quick)).toMatchObject({ kind: 'refused', hint: containing('Operator') })
    bmc.model.instead.set('00/02', { completion: 0xc0, data: Buffer.alloc(0) })
    expect((await session.act('power-off', quick)).kind).toBe('unknown')
  })

  it('A3 calls at the same time wait for each other, and each ends by its own deadline', async () => {
    const { session, bmc } = await lab()
    await session.powerState(quick)
    bmc.passing = () => []
    const results = await Promise.all([session.powerState({ deadlineMs: 3_000 }), session.act('power-off', { deadlineMs: 600 })])
    expect(results.map(({ kind }) => kind)).toEqual(['unreachable', 'unreachable'])
    expect(controls(bmc)).toEqual([])
  })
})
