import { describe, expect, it } from 'vitest'
import { libvirtMachine } from '../../../../e2e/fuzz/managers/ssh/libvirt-machine'
import type { ManagerAct } from '../../ports'
import { resultOf } from '../../protocols/ssh/call-failed'
import type { CommandAnswer, SshHost } from '../../protocols/ssh/ssh-host'
import { perform } from './acts'
import { siteOf } from './address'
import { SiteReader } from './site-reader'
import { copyOf } from './survey'
import { VirshHost } from './virsh-host'

const quick = { deadlineMs: 10_000 }
const WEB = '3f9c4145-fc0d-4a89-add5-4021aae608c3'
const well: CommandAnswer = { code: 0, stdout: '', stderr: '' }
const site = siteOf({ kind: 'libvirt', url: 'ssh://kvm-1', pins: [] })

/** A recorded host. `read` changes what it says; `change` is what becomes of a command that changes something. */
const scene = (given: { readonly read?: (said: string) => string; readonly change?: CommandAnswer }) => {
  const machine = libvirtMachine()
  const sent: string[] = []
  const ssh: SshHost = {
    address: { name: 'kvm-1', host: 'kvm-1', port: 22 },
    user: 'root',
    run: async (script, changes) => {
      if (changes) sent.push(script)
      if (changes) return given.change ?? well
      const { told } = await machine('kvm-1', script, '')
      return { ...well, stdout: given.read?.(told) ?? told }
    },
    reach: () => Promise.resolve(),
    close: () => {},
  }
  const reader = new SiteReader([new VirshHost(ssh, site)])
  return {
    sent,
    reader,
    act: (act: ManagerAct) => resultOf(() => perform(act, reader, site, quick)),
  }
}

const orders = (['shutdown-guest', 'power-off', 'save-state'] as const).map((act) => ({ act, vmNativeId: WEB }))
const XML = /<domain type='qemu' id='1'>[\s\S]*?<\/domain>/

describe('damaged answers of virsh', () => {
  it.each(orders)('A1 $act: a command that was killed may have done its work', async (order) => {
    for (const code of [null, 143])
      expect(await scene({ change: { ...well, code } }).act(order)).toMatchObject({ kind: 'unknown' })
    expect(await scene({ change: { ...well, code: 1, stderr: 'error: no' } }).act(order)).toMatchObject({ kind: 'refused' })
  })

  it.each(orders)('D3 $act: what cannot be read before is no "no" to it, and nothing is sent', async (order) => {
    for (const read of [() => '', () => '<html>', (said: string) => said.replace('@@ridethrough:end@@', '')]) {
      const { act, sent } = scene({ read })
      expect(await act(order)).toMatchObject({ kind: 'unreachable' })
      expect(sent).toEqual([])
    }
  })

  it('D3 A9 a libvirt that is away is no refusal: the machine lives, and it is asked again', async () => {
    const away = { ...well, code: 1, stderr: 'error: failed to connect to the hypervisor\nerror: Connection refused' }
    expect(await scene({ change: away }).act({ act: 'power-off', vmNativeId: WEB })).toMatchObject({ kind: 'unreachable' })
    const { reader } = scene({ read: () => '' })
    const asked = reader.hosts[0]?.ask('true', quick)
    await expect(asked).rejects.toMatchObject({ failure: { kind: 'unreachable' }, machineLives: true })
  })

  it.each([
    ['is cut off', '<domain><name>web'],
    ['has no UUID', '<domain><name>web</name><devices/></domain>'],
    ['is that of another', `<domain><name>x</name><uuid>${WEB.replace('3', '4')}</uuid><devices/></domain>`],
  ])('D7 a domain whose XML %s is shown, and nothing is called known about it', async (_what, xml) => {
    const { reader } = scene({ read: (said) => said.replace(XML, xml) })
    const unread = { nativeId: WEB, power: 'unknown', memoryMiB: null, guestTools: 'unknown', hostNativeId: 'kvm-1' }
    expect((await reader.inventory(quick)).vms).toHaveLength(3)
    expect((await reader.inventory(quick)).vms[0]).toMatchObject(unread)
    expect(await reader.vm(WEB, quick)).toMatchObject(unread)
  })

  it('D7 R1 whether a domain runs is known although its XML is not understood: its name is read all the same', async () => {
    const begun = `<domain type='kvm' id='1'>\n  <name>web &amp; &#x66;riends</name>\n  <uuid>${WEB}</uuid>\n  <dev`
    const read = (said: string) => said.replace(XML, begun).replace("Domain: 'web'", "Domain: 'web & friends'")
    const { reader } = scene({ read })
    // Of its disks and cards nothing is known, and nobody takes it that another host reaches them (A4).
    const disks = [{ datastoreNativeId: null, gibibytes: null, local: true }]
    const half = { nativeId: WEB, name: 'web & friends', power: 'on', memoryMiB: null, macs: [], disks }
    expect((await reader.inventory(quick)).vms[0]).toMatchObject(half)
    expect(await reader.vm(WEB, quick)).toMatchObject(half)
    const off = scene({ read: (said) => read(said).replace('state.state=1', 'state.state=5') })
    expect(await off.reader.vm(WEB, quick)).toMatchObject({ power: 'off' })
  })

  it('D11 the name that another domain bears is not taken for its own', () => {
    const of = (uuid: string) => `<domain type='kvm'><name>mail</name><uuid>${uuid}</uuid><dev`
    const stats = "Domain: 'mail'\n  state.state=5\nDomain: 'web'\n  state.state=1\n"
    const copy = (xml: string, told: string, statsOf: 'it' | 'all') =>
      copyOf(
        'kvm-1',
        WEB,
        new Map([
          [`domain ${WEB}`, xml],
          ['stats', told],
        ]),
        statsOf,
      )
    expect(copy(of(WEB.replace('3', '4')), stats, 'all')).toMatchObject({ domain: { name: WEB }, stats: { run: 'unknown' } })
    expect(copy(`<domain><metadata><name>mail</name><uuid>${WEB}</uuid>`, stats, 'all')?.stats.run).toBe('unknown')
    // Counters that were asked for of it alone are its own, and one domain's of all of them are not.
    const alone = "Domain: 'web'\n  state.state=1\n"
    expect(copy('<domain', alone, 'it')).toMatchObject({ domain: { name: 'web' }, stats: { run: 'running' } })
    expect(copy('<domain', alone, 'all')?.stats.run).toBe('unknown')
    expect(copy('<domain', stats, 'it')?.stats.run).toBe('unknown')
  })

  it('D9 whether a device is passed through to a domain whose XML is not understood is not told, which is not "no"', async () => {
    const { reader } = scene({ read: (said) => said.replace(XML, '<domain><name>web') })
    expect((await reader.inventory(quick)).vms.map(({ hasPassthrough }) => hasPassthrough)).toEqual([null, false, false])
    expect((await reader.vm(WEB, quick))?.hasPassthrough).toBeNull()
  })

  it.each(orders)('A4 $act is sent where nobody knows whether the VM runs: that is not off', async (order) => {
    const { act, sent } = scene({ read: (said) => said.replace(/state\.state=1/g, 'state.state=99') })
    expect(await act(order)).toMatchObject({ kind: 'ok' })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toContain(WEB)
  })

  it('sizes that are none are not told', async () => {
    const { reader } = scene({
      read: (said) =>
        said
          .replaceAll(/>98304</g, '>xyzzy<')
          .replaceAll(/<vcpu placement='static'>1</g, '<vcpu>-1<')
          .replace(/CPU\(s\): +2/, 'CPU(s): many')
          .replaceAll(/(<available unit='bytes'>)\d+/g, '$1-1'),
    })
    const { vms, hosts, datastores } = await reader.inventory(quick)
    expect(vms.map(({ memoryMiB, cpuThreads }) => [memoryMiB, cpuThreads])).toEqual(vms.map(() => [null, null]))
    expect(hosts[0]?.cpuThreads).toBeNull()
    expect(datastores.map(({ freeGibibytes }) => freeGibibytes)).toEqual([null, null])
  })
})
