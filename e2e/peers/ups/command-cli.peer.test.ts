import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createProgram, runProgram } from '../../../server/cli/program'
import { textLike, textWith } from '../../../server/testing/matchers'
import { freePort, hasPrograms } from '../../../server/testing/require-peer'
import { SNMPD_COMMUNITY, SNMPD_PROGRAMS, SNMPD_WRITE_COMMUNITY, type SnmpdUps, startSnmpdUps } from './snmpd-ups'
import { onMains, type ServedValue } from './ups-mib-values'

const UPS_MIB = '1.3.6.1.2.1.33.1'
const COUNTDOWN = `${UPS_MIB}.8.2.0`
const writable = (value: number): ServedValue => ({ type: 'integer', value, writable: true })

const run = async (...args: readonly string[]) => {
  const said = { out: '', err: '' }
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((said.out += String(chunk)), true))
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((said.err += String(chunk)), true))
  const before = process.exitCode
  process.exitCode = 0
  try {
    const thrown = await runProgram(createProgram(), ['ups', ...args])
    return { code: thrown ?? Number(process.exitCode), ...said }
  } finally {
    process.exitCode = before
    out.mockRestore()
    err.mockRestore()
  }
}

describe.skipIf(!hasPrograms(SNMPD_PROGRAMS, 'snmpd'))('commands from the command line, to a real SNMP agent', () => {
  let ups: SnmpdUps
  beforeAll(async () => {
    ups = await startSnmpdUps()
    ups.serve({
      ...onMains(),
      [`${UPS_MIB}.8.1.0`]: writable(1),
      [COUNTDOWN]: writable(-1),
      [`${UPS_MIB}.8.3.0`]: writable(-1),
      [`${UPS_MIB}.8.5.0`]: writable(1),
    })
  })
  afterAll(() => ups.stop())

  const at = () => `127.0.0.1:${ups.port}`
  const countdown = () => ups.values()[COUNTDOWN]?.value
  const asWriter = ['--community', SNMPD_WRITE_COMMUNITY] as const

  it('lists what the UPS can be told, for people and as JSON, and writes nothing', async () => {
    const listed = await run('commands', at(), '--community', SNMPD_COMMUNITY)
    expect(listed).toMatchObject({ code: 0, out: textLike(/^output-off +--delay, --restart +takes the power/m) })
    const json = await run('commands', at(), '--community', SNMPD_COMMUNITY, '--json')
    const told: unknown = JSON.parse(json.out)
    expect(told).toMatchObject({ family: 'rfc1628', commands: expect.arrayContaining(['self-test', 'cancel-off']) as unknown })
    expect(countdown()).toBe(-1)
  })

  it('A5 what takes power is not sent without --yes, and the reason is said', async () => {
    const refused = await run('command', at(), 'output-off', '--delay', '90', ...asWriter)
    expect(refused).toMatchObject({ code: 4, out: '', err: textWith('not sent. output-off takes the power') })
    expect(refused.err).toContain('only the server checks')
    expect(countdown()).toBe(-1)
  })

  it('with --yes it is sent and read back, and what was not checked is still said', async () => {
    const sent = await run('command', at(), 'output-off', '--delay', '90', '--yes', '--json', ...asWriter)
    expect(sent).toMatchObject({ code: 0, err: textWith('Sent without that check') })
    const told: unknown = JSON.parse(sent.out)
    expect(told).toMatchObject({ confirmed: true, command: { kind: 'output-off', delaySeconds: 90 } })
    expect(countdown()).toBe(90)
  })

  it('what takes nothing needs no yes', async () => {
    expect(await run('command', at(), 'cancel-off', ...asWriter)).toMatchObject({
      code: 0,
      err: '',
      out: textWith('and shows it'),
    })
    expect(countdown()).toBe(-1)
  })

  it('ends as the others do: 4 where it may only read, 3 where nobody answers, 2 where the call is wrong', async () => {
    expect(await run('command', at(), 'cancel-off', '--community', SNMPD_COMMUNITY)).toMatchObject({
      code: 4,
      err: textWith('may only read'),
    })
    const silent = `127.0.0.1:${await freePort()}`
    expect(await run('command', silent, 'cancel-off', '--timeout', '0.3', ...asWriter)).toMatchObject({ code: 3 })
    expect(await run('command', at(), 'explode', ...asWriter)).toMatchObject({ code: 2, err: textWith('use one of') })
    expect(await run('command', at(), 'outlet-off', '--yes', ...asWriter)).toMatchObject({ code: 2, err: textWith('--outlet') })
    expect(await run('commands', at())).toMatchObject({ code: 2, err: textWith('exactly one') })
  })
})
