import { afterEach, expect, it } from 'vitest'
import { containing } from '../../testing/containing'
import { bmcModel } from '../../testing/ipmi/bmc-model'
import { sampleSensors } from '../../testing/ipmi/sample-sensors'
import { startBmc } from '../../testing/ipmi/stand-in'
import { smallMachine } from '../../testing/redfish/resources'
import { startRedfish } from '../../testing/redfish/stand-in'
import { probeBmc } from './bmc-probe'
import type { BmcProbeOptions } from './bmc-target'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const base = { address: '127.0.0.1', user: 'root', passwordEnv: 'BMC_PASSWORD', fingerprint: [], timeout: 10 } as const
const environment = { BMC_PASSWORD: 'right-secret' }
const ask = (options: Partial<BmcProbeOptions> & { readonly kind: string }) => probeBmc({ ...base, ...options }, environment)

it('reads a BMC by IPMI, for people and for programs', async () => {
  const bmc = await startBmc(bmcModel(sampleSensors()), { user: 'root', password: 'right-secret', kg: null })
  open.push(bmc)
  const shown = await ask({ kind: 'ipmi', port: bmc.port })
  expect(shown).toMatchObject({ exitCode: 0, errors: '' })
  expect(shown.output).toMatch(/Inlet Temp\s+23\s+celsius\s+ok\s+2 \/ 5 \/ 40 \/ 45/)
  expect(shown.output).toMatch(/PSU1 Status\s+ok\s+220/)
  const { output } = await ask({ kind: 'ipmi', port: bmc.port, json: true })
  expect(JSON.parse(output)).toMatchObject({ identity: { kind: 'ipmi' }, reading: { power: 'on' } })
  expect(bmc.carriedOut.some((what) => what.startsWith('00/02'))).toBe(false)
})

it('K5 tells the fingerprint of an unknown certificate and how to pin it, and no password', async () => {
  const machine = smallMachine({ resetTypes: null, supplies: [] })
  const service = await startRedfish(machine, { account: { user: 'root', password: 'right-secret' } })
  open.push(service)
  const unpinned = await ask({ kind: 'redfish', address: service.url })
  expect(unpinned).toMatchObject({ exitCode: 4, errors: containing(`--fingerprint ${service.fingerprint}`) })
  expect(JSON.stringify(unpinned)).not.toContain('right-secret')
  expect(service.requests).toEqual([])
  expect((await ask({ kind: 'redfish', address: service.url, fingerprint: [service.fingerprint] })).output).toContain('Contoso')
})

it.each([
  [{ kind: 'ipmi', cipherSuite: 0 }, 'needs no password'],
  [{ kind: 'ipmi', cipherSuite: 1 }, '--cipher-suite'],
  [{ kind: 'ilo' }, '--kind'],
  [{ kind: 'wake-on-lan' }, '--mac'],
  [{ kind: 'ipmi', passwordEnv: 'NOT_SET' }, 'NOT_SET'],
])('a wrong call %j is told what is wrong', async (options, words) => {
  expect(await ask(options)).toMatchObject({ exitCode: 2, errors: containing(words) })
})
