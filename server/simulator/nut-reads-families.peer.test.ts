import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { powerStateOf } from '../domain/power-state'
import { detectUps } from '../drivers/ups/detect'
import { freePort, hasPrograms, until } from '../testing/require-peer'
import { type Datacenter, startDatacenter } from './datacenter'
import { smallDatacenter } from './small-datacenter'
import type { UpsConfig, UpsFamily } from './world/config'
import type { UpsState } from './world/state'

const run = promisify(execFile)
const here = hasPrograms(['/lib/nut/snmp-ups', '/lib/nut/upsd', 'upsc'], 'nut-server nut-client nut-snmp')

/** Each family and NUT's own name for its MIB. */
const FAMILIES: readonly (readonly [UpsFamily, string])[] = [
  ['rfc1628', 'ietf'],
  ['apc-powernet', 'apcc'],
  ['xups', 'pw'],
  ['mge', 'mge'],
]
const nameOf = (family: UpsFamily): string => `sim-${family}`

const upsOf = (family: UpsFamily): UpsConfig => ({
  name: nameOf(family),
  label: 'A',
  groupName: 'Row',
  model: 'SIM-1000',
  family,
  ratedWatts: 1_000,
  baseWatts: 400,
  battery: { fullLoadRuntimeSeconds: 400, peukertExponent: 1.2, rechargeSeconds: 100, lowRuntimeSeconds: 180 },
  startChargePercent: 100,
})

/** NUT reads our agents, and we read them: two programs that share no code must agree. */
describe.skipIf(!here)("NUT's snmp-ups and our drivers agree on simulated UPSs", () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-families-nut-'))
  const programs: ChildProcess[] = []
  let datacenter: Datacenter
  let upsdPort = 0

  const start = (program: string, args: readonly string[]): void => {
    const environment = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder, NUT_ALTPIDPATH: folder, MIBS: '' }
    programs.push(spawn(program, [...args], { env: environment, stdio: 'ignore' }))
  }
  const nutSays = async (family: UpsFamily): Promise<ReadonlyMap<string, string>> => {
    const { stdout } = await run('upsc', [`${nameOf(family)}@127.0.0.1:${upsdPort}`])
    return new Map(
      stdout.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(': ')
        return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 2)]]
      }),
    )
  }
  const portOf = (family: UpsFamily): number =>
    datacenter.description.upses.find(({ name }) => name === nameOf(family))?.port ?? 0
  const weSay = async (family: UpsFamily) => {
    const found = await detectUps(
      {
        address: { protocol: 'snmp', host: '127.0.0.1', port: portOf(family), family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community: 'public' },
      },
      { deadlineMs: 5_000 },
    )
    if (found.kind !== 'ok') throw new Error(found.message)
    return found.value
  }

  beforeAll(async () => {
    // Time stands still except where the test advances it.
    const upses = FAMILIES.map(([family]) => upsOf(family))
    const config = { ...smallDatacenter, groups: [{ name: 'Row', requiredDevices: 1 }], upses, hosts: [], vms: [] }
    datacenter = await startDatacenter({ config, scenarios: [], plans: [], speed: 0 })
    datacenter.world.advance(1_000)
    upsdPort = await freePort()
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 })
    write('nut.conf', 'MODE=standalone\n')
    write(
      'ups.conf',
      FAMILIES.map(
        ([family, mibs]) =>
          `[${nameOf(family)}]\ndriver = snmp-ups\nport = 127.0.0.1:${portOf(family)}\ncommunity = public\nmibs = ${mibs}\npollinterval = 1\npollfreq = 1\n`,
      ).join('\n'),
    )
    write('upsd.conf', `LISTEN 127.0.0.1 ${upsdPort}\nSTATEPATH ${folder}\n`)
    write('upsd.users', '[operator]\npassword = hush-hush\ninstcmds = ALL\n')
    for (const [family] of FAMILIES) start('/lib/nut/snmp-ups', ['-a', nameOf(family), '-D', '-u', 'root'])
    start('/lib/nut/upsd', ['-D', '-u', 'root'])
  })

  afterAll(async () => {
    for (const program of programs) program.kill('SIGTERM')
    await datacenter.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const expectAgreement = async (family: UpsFamily, words: readonly string[], state: string) => {
    await until(`NUT says ${words.join(' ')} of ${family}`, async () => {
      const status = await nutSays(family).catch(() => null)
      return status !== null && words.every((word) => (status.get('ups.status') ?? '').split(' ').includes(word))
    })
    const { identity, observation } = await weSay(family)
    expect(identity.family).toBe(family)
    expect(powerStateOf({ supply: observation.supply, contact: observation.upsContact, flags: observation.flags })).toBe(state)
    const { readings } = observation
    const world = datacenter.world.ups(nameOf(family))
    expect(readings.chargePercent.value).toBeCloseTo(100 * world.chargeFraction, -0.5)
    // NUT polls on its own: its values follow within seconds.
    const number = async (variable: string) => Number((await nutSays(family)).get(variable))
    const agrees = async (variable: string, ours: number | null, tolerance: number) =>
      until(`NUT's ${variable} to be ${ours}`, async () => Math.abs((await number(variable)) - (ours ?? Number.NaN)) <= tolerance)
    await agrees('battery.charge', readings.chargePercent.value, 0.6)
    await agrees('battery.runtime', readings.runtimeSeconds.value, 1)
    await agrees('ups.load', readings.loadPercent.value, 0.6)
  }

  it.each(FAMILIES)('%s: on line', async (family) => {
    await expectAgreement(family, ['OL'], 'on-mains')
  })

  const nutTells = (family: UpsFamily, command: string) =>
    run('upscmd', ['-u', 'operator', '-p', 'hush-hush', '-w', `${nameOf(family)}@127.0.0.1:${upsdPort}`, command])
  /** Time stands still here except for what a test lets pass. */
  const passUntil = (what: string, family: UpsFamily, isSo: (ups: UpsState) => boolean): void => {
    for (let second = 0; second < 120; second += 1) {
      if (isSo(datacenter.world.ups(nameOf(family)))) return
      datacenter.world.advance(1_000)
    }
    throw new Error(`two minutes passed in vain for ${what}`)
  }

  // NUT 2.8 writes a number where RFC 1628 wants an OID, and to XUPS's object without its instance: there it begins no test.
  it.each<readonly [UpsFamily]>([['apc-powernet'], ['mge']])(
    '%s: NUT begins a self-test, and we read that it runs and how it ended',
    async (family) => {
      await nutTells(family, 'test.battery.start')
      await until('the test to be ordered', () => datacenter.world.ups(nameOf(family)).testEndsAtMs !== null)
      const session = (await weSay(family)).open()
      try {
        passUntil('the test to run', family, ({ output }) => output === 'battery')
        expect(await session.selfTest({ deadlineMs: 5_000 })).toMatchObject({ kind: 'ok', value: { state: 'running' } })
        passUntil('the test to end', family, ({ output }) => output === 'mains')
        expect(await session.selfTest({ deadlineMs: 5_000 })).toMatchObject({ kind: 'ok', value: { state: 'passed' } })
      } finally {
        session.close()
      }
    },
  )

  it.each<readonly [UpsFamily]>([['rfc1628'], ['apc-powernet'], ['xups']])(
    '%s: what NUT switches off is what we read as off, and on again',
    async (family) => {
      const { world } = datacenter
      await nutTells(family, 'load.off')
      await until('the off to be ordered', () => world.ups(nameOf(family)).shutdownAtMs !== null)
      passUntil('the output to be off', family, ({ output }) => output === 'off')
      expect((await weSay(family)).observation.supply).toBe('off')
      await nutTells(family, 'load.on')
      await until('the on to be ordered', () => world.ups(nameOf(family)).startupAtMs !== null)
      passUntil('the output to be on', family, ({ output }) => output === 'mains')
      expect((await weSay(family)).observation.supply).toBe('mains')
    },
  )

  it.each(FAMILIES)('%s: on battery, low, and on line again', async (family) => {
    const { world } = datacenter
    const ups = nameOf(family)
    world.setMains(false, { ups })
    world.advance(60_000)
    await expectAgreement(family, ['OB'], 'on-battery')
    while (!world.ups(ups).lowBattery) world.advance(1_000)
    await expectAgreement(family, ['OB', 'LB'], 'low-battery')
    world.setMains(true, { ups })
    world.advance(30_000)
    await expectAgreement(family, ['OL'], 'on-mains')
  })
})
