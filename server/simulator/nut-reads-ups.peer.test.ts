import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, hasPrograms, until } from '../testing/require-peer'
import { startDatacenter, type Datacenter } from './datacenter'
import { demoDatacenter } from './demo/demo-datacenter'

const run = promisify(execFile)
const here = hasPrograms(['/lib/nut/snmp-ups', '/lib/nut/upsd', 'upsc', 'snmpwalk'], 'nut-server nut-client nut-snmp snmp')

/** Somebody else's software must take the simulated UPS for a real one. */
describe.skipIf(!here)("NUT's snmp-ups and net-snmp read a simulated UPS", () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-ups-nut-'))
  const programs: ChildProcess[] = []
  let datacenter: Datacenter
  let upsdPort = 0

  const start = (program: string, args: readonly string[]): void => {
    const environment = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder, NUT_ALTPIDPATH: folder, MIBS: '' }
    programs.push(spawn(program, [...args], { env: environment, stdio: 'ignore' }))
  }
  const upsc = async (variable: string): Promise<string> =>
    (await run('upsc', [`sim@127.0.0.1:${upsdPort}`, variable])).stdout.trim()
  const status = (wanted: readonly string[]) =>
    until(`NUT says ${wanted.join(' ')}`, async () => {
      const words = (await upsc('ups.status')).split(' ')
      return wanted.every((word) => words.includes(word)) ? words : false
    })

  beforeAll(async () => {
    // Time stands still except where the test advances it.
    datacenter = await startDatacenter({ config: demoDatacenter, scenarios: [], plans: [], speed: 0 })
    datacenter.world.advance(1_000)
    upsdPort = await freePort()
    const port = datacenter.description.upses[0]?.port ?? 0
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 })
    write('nut.conf', 'MODE=standalone\n')
    write(
      'ups.conf',
      `[sim]\ndriver = snmp-ups\nport = 127.0.0.1:${port}\ncommunity = public\nmibs = ietf\npollinterval = 1\npollfreq = 1\n`,
    )
    write('upsd.conf', `LISTEN 127.0.0.1 ${upsdPort}\nSTATEPATH ${folder}\n`)
    write('upsd.users', '')
    start('/lib/nut/snmp-ups', ['-a', 'sim', '-D', '-u', 'root'])
    start('/lib/nut/upsd', ['-D', '-u', 'root'])
    await status(['OL'])
  })

  afterAll(async () => {
    for (const program of programs) program.kill('SIGTERM')
    await datacenter.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('as on line, with its values', async () => {
    expect(await upsc('ups.status')).not.toContain('OB')
    expect(Number(await upsc('battery.charge'))).toBe(100)
    expect(await upsc('ups.model')).toBe('SIM-1500')
    expect(Number(await upsc('battery.runtime'))).toBe(840)
    expect(Number(await upsc('input.voltage'))).toBe(230)
  })

  it('as on battery', async () => {
    datacenter.world.setMains(false, { ups: 'ups-row1-a' })
    datacenter.world.advance(60_000)
    await status(['OB'])
    expect(
      Number(await until('the charge falls', async () => Number(await upsc('battery.charge')) < 100 && upsc('battery.charge'))),
    ).toBeGreaterThan(50)
  })

  it('as on battery and low, and as on line again', async () => {
    datacenter.world.advance(780_000)
    expect(datacenter.world.ups('ups-row1-a').lowBattery).toBe(true)
    await status(['OB', 'LB'])
    datacenter.world.setMains(true)
    datacenter.world.advance(60_000)
    await status(['OL'])
  })

  it('walks from end to end with version 1 and with bulk requests alike', async () => {
    const target = `127.0.0.1:${datacenter.description.upses[1]?.port ?? 0}`
    const walk = async (program: string, version: string) => {
      const { stdout } = await run(program, [`-v${version}`, '-c', 'public', '-On', target, '.1.3.6.1.2.1.33'], {
        env: { ...process.env, MIBS: '' },
      })
      return stdout.split('\n').filter((line) => line.startsWith('.1.3.6.1.2.1.33'))
    }
    const one = await walk('snmpwalk', '1')
    expect(one.length).toBeGreaterThan(45)
    expect(await walk('snmpbulkwalk', '2c')).toEqual(expect.arrayContaining(one))
  })
})
