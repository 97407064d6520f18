import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detectUps } from '../drivers/ups/detect'
import { freePort, hasPrograms, until } from '../testing/require-peer'
import { type Datacenter, startDatacenter } from './datacenter'
import { demoDatacenter } from './demo/demo-datacenter'

const run = promisify(execFile)
const here = hasPrograms(
  ['/lib/nut/snmp-ups', '/lib/nut/upsd', 'upsc', 'snmpwalk', 'snmpset'],
  'nut-server nut-client nut-snmp snmp',
)
const RACK_PDU = '.1.3.6.1.4.1.318.1.1.26'

/** NUT and net-snmp read our simulated ATS and PDU, and we read them: programs that share no code must agree. */
describe.skipIf(!here)('the simulated ATS and PDU, read by NUT and net-snmp and by us', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-ats-nut-'))
  const programs: ChildProcess[] = []
  let datacenter: Datacenter
  let upsdPort = 0

  const agentOf = (name: string) => {
    const agent = datacenter.description.passing.find((passing) => passing.name === name)
    if (agent === undefined) throw new Error(`there is no ${name}`)
    return agent
  }
  const weSay = async (name: string) => {
    const { host, port, community } = agentOf(name)
    const found = await detectUps(
      {
        address: { protocol: 'snmp', host, port, family: 'auto' },
        secret: { kind: 'snmp-community', version: '2c', community },
      },
      { deadlineMs: 5_000 },
    )
    if (found.kind !== 'ok') throw new Error(found.message)
    return found.value
  }
  const nutSays = async (): Promise<ReadonlyMap<string, string>> => {
    const { stdout } = await run('upsc', [`ats@127.0.0.1:${upsdPort}`])
    return new Map(
      stdout.split('\n').flatMap((line): [string, string][] => {
        const colon = line.indexOf(': ')
        return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 2)]]
      }),
    )
  }
  const column = async (oid: string): Promise<readonly string[]> => {
    const { host, port, community } = agentOf('pdu-lab')
    const { stdout } = await run('snmpwalk', ['-v2c', `-c${community}`, '-On', '-Oqv', `${host}:${port}`, `${RACK_PDU}.${oid}`])
    // The last column ends the tree, and the walk says so.
    return stdout.split('\n').filter((line) => /^\d+$/.test(line))
  }

  beforeAll(async () => {
    datacenter = await startDatacenter({ config: demoDatacenter, scenarios: [], plans: [], speed: 0 })
    datacenter.world.advance(1_000)
    upsdPort = await freePort()
    const { port, community } = agentOf('ats-lab')
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 })
    write('nut.conf', 'MODE=standalone\n')
    write(
      'ups.conf',
      `[ats]\ndriver = snmp-ups\nport = 127.0.0.1:${port}\ncommunity = ${community}\nmibs = apc_ats\npollinterval = 1\npollfreq = 1\n`,
    )
    write('upsd.conf', `LISTEN 127.0.0.1 ${upsdPort}\nSTATEPATH ${folder}\n`)
    write('upsd.users', '')
    const environment = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder, NUT_ALTPIDPATH: folder, MIBS: '' }
    for (const [program, args] of [
      ['/lib/nut/snmp-ups', ['-a', 'ats', '-D', '-u', 'root']],
      ['/lib/nut/upsd', ['-D', '-u', 'root']],
    ] as const)
      programs.push(spawn(program, args, { env: environment, stdio: 'ignore' }))
  })

  afterAll(async () => {
    for (const program of programs) program.kill('SIGTERM')
    await datacenter.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('NUT says of the ATS what we say: model, source, preferred source, voltages', async () => {
    await until('NUT to have read it', async () => (await nutSays().catch(() => null))?.get('ups.status') === 'OL')
    const { identity, observation } = await weSay('ats-lab')
    expect(identity).toMatchObject({ kind: 'ats', family: 'apc-ats', model: 'SIM-ATS' })
    expect(observation).toMatchObject({ supply: 'mains', transfer: { selected: 'A', preferred: 'A', canSwitch: true } })
    const nut = await nutSays()
    expect(nut.get('device.model')).toBe('SIM-ATS')
    expect([nut.get('input.source'), nut.get('input.source.preferred')]).toEqual(['1', '1'])
    expect(Number(nut.get('input.1.voltage'))).toBe(observation.readings.inputVolts.value)
  })

  it('both see it switch over when its first input dies, and back', async () => {
    const ups = datacenter.world.ups('ups-lab')
    ups.autoRestart = false
    ups.shutdownAtMs = datacenter.world.nowMs
    datacenter.world.advance(1_000)
    await until('NUT to see source B', async () => (await nutSays()).get('input.source') === '2')
    expect((await weSay('ats-lab')).observation.transfer).toMatchObject({ selected: 'B', inputs: { A: 'dead', B: 'live' } })
    ups.autoRestart = true
    datacenter.world.advance(20_000)
    await until('NUT to see source A', async () => (await nutSays()).get('input.source') === '1')
    expect((await weSay('ats-lab')).observation.transfer).toMatchObject({ selected: 'A', inputs: { A: 'live', B: 'live' } })
  })

  it('net-snmp walks the PDU’s outlets, and switches one', async () => {
    expect(await column('9.2.3.1.5')).toEqual(Array.from({ length: 8 }, () => '2'))
    const { host, port, community } = agentOf('pdu-lab')
    await run('snmpset', ['-v2c', `-c${community}`, `${host}:${port}`, `${RACK_PDU}.9.2.4.1.5.8`, 'i', '2'])
    expect((await column('9.2.3.1.5')).at(-1)).toBe('1')
    const { identity, observation } = await weSay('pdu-lab')
    expect(identity).toMatchObject({ kind: 'pdu', family: 'apc-rpdu2', model: 'SIM-PDU' })
    expect(observation.outlets.map(({ state }) => state)).toEqual([...Array.from({ length: 7 }, () => 'on'), 'off'])
    const [tenths] = await column('6.3.1.5')
    expect(observation.readings.outputAmperes.value).toBeCloseTo(Number(tenths) / 10, 6)
    expect(observation.readings.outputAmperes.value).toBeGreaterThan(0.5)
  })
})
