import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { addUpsProbe } from '../../../server/cli/commands/ups-probe'
import { READING_NAMES } from '../../../server/domain/power-reading'
import { freePort, hasPrograms } from '../../../server/testing/require-peer'
import { SNMPD_PROGRAMS, SNMPD_USER, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import { textLike, textWith } from '../../../server/testing/matchers'

interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = async (...given: readonly string[]): Promise<Outcome> => {
  const said = { out: '', err: '' }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((said.out += String(chunk)), true))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((said.err += String(chunk)), true))
  const before = process.exitCode
  process.exitCode = 0
  try {
    const program = new Command()
    addUpsProbe(program)
    await program.parseAsync(['node', 'cli', 'ups', 'probe', ...given])
    return { code: Number(process.exitCode), ...said }
  } finally {
    process.exitCode = before
    out.mockRestore()
    err.mockRestore()
  }
}

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('ups probe', () => {
  let ups: SnmpdUps
  const at = () => `127.0.0.1:${ups.port}`

  beforeAll(async () => {
    ups = await startSnmpdUps()
    vi.stubEnv('LAB_AUTH', SNMPD_USER.authKey)
    vi.stubEnv('LAB_PRIV', SNMPD_USER.privKey)
    vi.stubEnv('LAB_WRONG', 'not-the-right-key')
  })
  afterEach(() => ups.onMains())
  afterAll(async () => {
    vi.unstubAllEnvs()
    await ups.stop()
  })

  it('prints every reading as JSON', async () => {
    ups.onBattery()
    const { code, out } = await run(at(), '--community', ups.community, '--json')
    expect(code).toBe(0)
    const printed: unknown = JSON.parse(out)
    expect(printed).toMatchObject({
      family: 'rfc1628',
      model: 'Lab UPS 3000',
      manufacturer: 'Ridethrough Lab',
      firmware: '1.0',
      serial: null,
      powerState: 'on-battery',
    })
    expect(printed).toHaveProperty('readings.powerState', {
      value: 'on-battery',
      unit: null,
      source: textWith('upsOutputSource 5 (battery)'),
      credible: true,
      reason: null,
    })
    for (const name of READING_NAMES) expect(printed).toHaveProperty(`readings.${name}.unit`)
    expect(printed).toHaveProperty('readings.outputWatts', {
      value: 1200,
      unit: 'W',
      source: 'RFC 1628 upsOutputPower',
      credible: true,
      reason: null,
    })
  })

  it('prints a table for people, with what it does not believe marked', async () => {
    ups.set({ chargeRemaining: 187 })
    const { code, out } = await run(at(), '--community', ups.community)
    expect(code).toBe(0)
    expect(out).toMatch(/^runtimeSeconds +1800 s/m)
    expect(out).toMatch(/^chargePercent +187 % \?.*impossible/m)
  })

  it('asks with the keys of a v3 user', async () => {
    const keys = ['--v3-user', SNMPD_USER.user, '--v3-auth-key-env', 'LAB_AUTH', '--v3-priv-key-env', 'LAB_PRIV']
    expect((await run(at(), ...keys, '--json')).code).toBe(0)
    const refused = await run(
      at(),
      '--v3-user',
      SNMPD_USER.user,
      '--v3-auth-key-env',
      'LAB_WRONG',
      '--v3-priv-key-env',
      'LAB_PRIV',
    )
    expect(refused).toMatchObject({ code: 4, out: '', err: textLike(/Wrong authentication key/) })
  })

  it('ends with 3 where nobody answers, and 2 where the question is wrong', async () => {
    const silent = await run(`127.0.0.1:${await freePort()}`, '--community', 'public', '--timeout', '0.3')
    expect(silent).toMatchObject({ code: 3, err: textLike(/within 300 ms.*\n.*Check the address, the community/) })
    expect(await run(at())).toMatchObject({ code: 2, err: textWith('exactly one') })
  })
})
