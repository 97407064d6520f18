import { describe, expect, it } from 'vitest'
import { SiteReader as HypervSite } from '../hypervisor/hyperv/site-reader'
import { hypervMachine } from '../../../e2e/peers/windows/in-process'
import { hypervWorld } from '../../../e2e/peers/windows/worlds'
import { siteOf } from '../hypervisor/libvirt/address'
import { SiteReader as LibvirtSite } from '../hypervisor/libvirt/site-reader'
import { VirshHost } from '../hypervisor/libvirt/virsh-host'
import { unreachable } from '../ports'
import { PowerShellHost } from '../protocols/powershell/power-shell-host'
import { CallFailed } from '../protocols/ssh/call-failed'
import { livesAfter } from '../protocols/ssh/failures'
import { posixShell } from '../protocols/ssh/posix-shell'
import { openSshHost, type SshHost } from '../protocols/ssh/ssh-host'

const options = { deadlineMs: 60_000 }
const withCode = (code: string) => Object.assign(new Error(code), { code })
const TIMEOUT = Object.assign(new Error('Timed out while waiting for handshake'), { level: 'client-timeout' })

const silent = (name: string, machineLives: boolean | null): SshHost => {
  const fail = () => Promise.reject(new CallFailed(unreachable(`${name} is silent.`, 'Look.'), machineLives))
  return { address: { name, host: name, port: 22 }, user: 'someone', run: fail, reach: fail, close: () => {} }
}

describe('A9 A12 what says nothing about a machine is no sign that it is off', () => {
  it.each([
    ['ENOTFOUND', null],
    ['EAI_AGAIN', null],
    ['ENETUNREACH', null],
    ['ECONNRESET', null],
    ['EMFILE', null],
    ['ECONNREFUSED', true],
    ['ETIMEDOUT', false],
    ['EHOSTUNREACH', false],
  ])('%s: %s', (code, lives) => expect(livesAfter(withCode(code), true)).toBe(lives))

  it('a timeout counts once its name was resolved', () => {
    expect(livesAfter(TIMEOUT, true)).toBe(false)
    expect(livesAfter(TIMEOUT, false)).toBeNull()
  })

  it('of several addresses one that refuses is enough, and a network that is gone hides no silence', () => {
    const both = (...codes: string[]) => new AggregateError(codes.map(withCode))
    expect(livesAfter(both('ENETUNREACH', 'ECONNREFUSED'), true)).toBe(true)
    expect(livesAfter(both('ENETUNREACH', 'EHOSTUNREACH'), true)).toBe(false)
    expect(livesAfter(both('ENETUNREACH', 'ENETUNREACH'), true)).toBeNull()
  })

  it('a call for which no time was left says nothing', async () => {
    const secret = { kind: 'password', user: 'root', password: 'none' } as const
    const host = openSshHost({ name: 'a', host: '127.0.0.1', port: 9 }, secret, [], posixShell)
    await expect(host.reach({ deadlineMs: 0 })).rejects.toMatchObject({ machineLives: null })
    host.close()
    await expect(host.reach(options)).rejects.toMatchObject({ machineLives: null })
  })

  it.each([
    [null, 'unknown'],
    [true, 'unknown'],
    [false, 'down'],
  ])('hyperv: beside a host that answers, one of which is known %s is %s', async (lives, connection) => {
    const world = hypervWorld(false)
    const other = new PowerShellHost(silent('10.0.0.2', lives), { modules: 'install', account: 'allow' })
    const reader = new HypervSite([hypervMachine('HV-1', '10.0.0.1', () => world), other], false)
    expect((await reader.host('10.0.0.2', options))?.connection).toBe(connection)
    const { hosts } = await reader.inventory(options)
    expect(hosts.find((host) => host.nativeId === '10.0.0.2')?.connection).toBe(connection)
  })

  it('libvirt: beside a host that answers, only one that was silent is down', async () => {
    const site = siteOf({ kind: 'libvirt', url: 'ssh://a,b', pins: [] })
    const answering: SshHost = { ...silent('a', null), run: () => Promise.resolve({ code: 0, stdout: '', stderr: '' }) }
    const reader = (lives: boolean | null) =>
      new LibvirtSite([new VirshHost(answering, site), new VirshHost(silent('b', lives), site)])
    expect((await reader(false).host('b', options))?.connection).toBe('down')
    for (const lives of [null, true]) await expect(reader(lives).host('b', options)).rejects.toThrow('silent')
  })
})
