import { afterEach, describe, expect, it } from 'vitest'
import { hardwareDrivers } from '../../drivers/hardware/registry'
import type { HardwareTarget } from '../../drivers/ports'
import { containing } from '../../testing/containing'
import { bmcModel } from '../../testing/ipmi/bmc-model'
import { startBmc } from '../../testing/ipmi/stand-in'
import { smallMachine } from '../../testing/redfish/resources'
import { startRedfish } from '../../testing/redfish/stand-in'
import { freePort } from '../../testing/require-peer'
import { proveBmc } from './prove-bmc'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

/** What the made machine tells of itself. */
const UUID = 'aaaaaaaa-0000-4000-8000-000000000001'
const account = { user: 'ridethrough', password: 'right-secret' }

const prove = (target: HardwareTarget, hostUuid: string | null = null) => {
  const driver = hardwareDrivers.find(({ kind }) => kind === target.address.kind)
  if (driver === undefined) throw new Error('no driver')
  return proveBmc(driver, target, new AbortController().signal, hostUuid)
}

const redfish = async (password = account.password) => {
  const service = await startRedfish(smallMachine({ resetTypes: ['On', 'ForceOff'], supplies: [] }), { account })
  open.push(service)
  const target: HardwareTarget = {
    address: { kind: 'redfish', url: service.url, pins: [service.fingerprint], system: null },
    secret: { kind: 'password', user: account.user, password },
  }
  return { service, target }
}

describe('proving that a host’s BMC would work tonight', () => {
  it('A5 A12 one that lets us in, tells the power and is the host’s own has no finding, and nothing is switched', async () => {
    const { service, target } = await redfish()
    expect((await prove(target, UUID.toUpperCase())).filter(({ trouble }) => trouble !== 'note')).toEqual([])
    expect(service.requests.filter((request) => request.includes('Reset'))).toEqual([])
  })

  it('A5 D11 the BMC of another machine is found out; where the host’s manager tells no UUID nothing is concluded', async () => {
    const { target } = await redfish()
    const wrong = await prove(target, '4c4c4544-0033-3610-8043-b7c04f4d3732')
    expect(wrong).toContainEqual(expect.objectContaining({ trouble: 'wrong-machine', severity: 'critical' }))
    expect((await prove(target, null)).map(({ trouble }) => trouble)).not.toContain('wrong-machine')
  })

  it('K5 a wrong password is refused credentials, and is told to nobody', async () => {
    const { target } = await redfish('wrong-secret')
    const findings = await prove(target)
    expect(findings[0]).toMatchObject({ severity: 'critical' })
    expect(JSON.stringify(findings)).not.toContain('wrong-secret')
  })

  it('one that answers by IPMI has no finding that would stop a plan', async () => {
    const bmc = await startBmc(bmcModel(), { user: 'root', password: 'right-secret', kg: null })
    open.push(bmc)
    const findings = await prove({
      address: { kind: 'ipmi', host: '127.0.0.1', port: bmc.port, cipherSuite: null, privilege: 'operator' },
      secret: { kind: 'ipmi-user', user: 'root', password: 'right-secret', kgHex: '' },
    })
    expect(findings.filter(({ severity }) => severity === 'critical')).toEqual([])
    expect(bmc.carriedOut.filter((what) => what.startsWith('00/02'))).toEqual([])
  })

  it('silence is silence', async () => {
    const { target } = await redfish()
    const url = `https://127.0.0.1:${await freePort()}`
    const silent: HardwareTarget = { ...target, address: { kind: 'redfish', url, pins: [], system: null } }
    expect((await prove(silent))[0]).toMatchObject({ trouble: 'silent', severity: 'critical' })
  })

  it('Wake-on-LAN cannot be proved, and says so', async () => {
    const findings = await prove({
      address: { kind: 'wake-on-lan', mac: '02:00:00:00:00:01', host: '127.0.0.1', port: 9 },
      secret: { kind: 'wake-on-lan', secureOn: '' },
    })
    expect(findings).toEqual([expect.objectContaining({ severity: 'advisory', message: containing('cannot be proved') })])
  })
})
