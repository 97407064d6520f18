import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VISITOR } from '../../../../e2e/peers/kvm/lab-host'
import { keyOf, openAt, PATIENCE_MS, quick, value, words } from '../../../../e2e/peers/kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../../../../e2e/peers/kvm/start'
import { EXIT_CODE } from '../../../cli/exit-code'
import { until } from '../../../testing/require-peer'
import { probedJson } from '../../contract/probed-json'
import type { ManagerSession } from '../../ports'

describe.skipIf(!hasKvmLab())('what real KVM hosts tell, and how they go silent', () => {
  let lab: KvmLab
  const sessions: ManagerSession[] = []
  const open = (...changed: Parameters<typeof openAt> extends [unknown, ...infer Rest] ? Rest : never): ManagerSession => {
    const session = openAt(lab, ...changed)
    sessions.push(session)
    return session
  }
  const hostOf = (index: number) => lab.addresses[index] ?? ''

  beforeAll(async () => {
    lab = await startKvmLab({
      guests: [
        { name: 'web', host: 0, disk: 'shared', tags: ['front', 'dc'] },
        { name: 'db', host: 1, disk: 'local' },
        { name: 'spare', host: 1, running: false },
      ],
    })
  })
  afterAll(async () => {
    for (const session of sessions) await session.close()
    await lab?.stop()
  })

  it('S1 reads hosts, VMs, storage and networks of all hosts as one site', async () => {
    const session = open()
    const identity = value(await session.identify(quick))
    expect(identity).toMatchObject({ kind: 'libvirt', product: 'libvirt / QEMU' })
    expect(identity.version).toMatch(/^\d+\.\d+/)
    const inventory = value(await session.inventory(quick))
    const nodeinfo = await lab.virsh(0, 'nodeinfo')
    expect(inventory.hosts.map((host) => host.nativeId)).toEqual(lab.addresses)
    for (const host of inventory.hosts) {
      expect(host).toMatchObject({
        connection: 'up',
        inMaintenance: false,
        cpuThreads: Number(/^CPU\(s\):\s+(\d+)/m.exec(nodeinfo)?.[1]),
      })
      expect(host.memoryMiB).toBe(Math.floor(Number(/^Memory size:\s+(\d+)/m.exec(nodeinfo)?.[1]) / 1024))
      expect(host.memoryUsedMiB).toBeGreaterThan(0)
      expect(host.cpuUsedPercent).toBeGreaterThan(0)
      expect(host.cpuUsedPercent).toBeLessThan(50)
      expect(host.cpuFeatures?.length).toBeGreaterThan(10)
      expect(host.version).toMatch(/^QEMU .*libvirt/)
      expect(Math.abs((host.bootedAtMs ?? 0) - Date.now())).toBeLessThan(10 * 60_000)
    }
    const [web, db, spare] = ['web', 'db', 'spare'].map((name) => inventory.vms.find((vm) => vm.name === name))
    expect(inventory.vms).toHaveLength(3)
    expect(web).toMatchObject({
      uuid: lab.guest('web').uuid,
      hostNativeId: hostOf(0),
      power: 'on',
      cpuThreads: 1,
      memoryMiB: 96,
      guestTools: 'not-installed',
      macs: [lab.guest('web').mac],
      tags: ['front', 'dc'],
      networkNativeIds: ['device:guests'],
      disks: [{ label: 'vda /srv/vm/web.qcow2', datastoreNativeId: 'shared:/srv/vm', local: false, gibibytes: 16 / 1024 }],
      hasPassthrough: false,
      lockedBy: null,
    })
    expect(db?.disks).toMatchObject([{ datastoreNativeId: `${hostOf(1)}/local`, local: true }])
    expect(spare).toMatchObject({ power: 'off', hostNativeId: hostOf(1) })
    expect(inventory.datastores.filter((store) => store.shared).map((store) => store.nativeId)).toEqual(['shared:/srv/vm'])
    for (const host of inventory.hosts) {
      expect(host.datastoreNativeIds).toContain('shared:/srv/vm')
      expect(host.networkNativeIds).toContain('device:guests')
    }
    const unknown = '99999999-9999-4999-8999-999999999999'
    expect(value(await session.observeVm(unknown, quick))).toBeNull()
    expect(value(await session.observeHost('elsewhere', quick))).toBeNull()
  })

  it('`manager probe --json` tells programs the same', async () => {
    const address = { kind: 'libvirt' as const, url: lab.url, pins: [...lab.pins] }
    const { outcome, json } = await probedJson({ address, secret: keyOf(lab) })
    expect(outcome).toMatchObject({ exitCode: 0, errors: '' })
    expect(json().hosts.map(({ name, connection }) => `${name} ${connection}`)).toEqual(lab.addresses.map((host) => `${host} up`))
    expect(
      json()
        .vms.map(({ nativeId }) => nativeId)
        .sort(),
    ).toEqual(lab.guests.map(({ uuid }) => uuid).sort())
    const wrong = await probedJson({ address: { ...address, pins: [] }, secret: keyOf(lab) })
    expect(wrong.outcome.exitCode).toBe(EXIT_CODE.refused)
  })

  it('a folder that nobody declared shared is not taken for shared, though every host has one of that name', async () => {
    const url = lab.url.replace(/\?.*/, '')
    const inventory = value(await open({ url }).inventory(quick))
    expect(inventory.datastores.filter((store) => store.shared)).toEqual([])
    expect(inventory.vms.find((vm) => vm.name === 'web')?.disks).toMatchObject([{ local: true }])
  })

  it('signs in with a password, too', async () => {
    const secret = { kind: 'password' as const, user: 'root', password: lab.password }
    expect((await open({ secret }).identify(quick)).kind).toBe('ok')
  })

  it('K5 refuses a host whose key nobody accepted, and names its fingerprint as a pin is written', async () => {
    const said = words(await open({ pins: [] }).identify(quick))
    expect(said).toContain('refused: The SSH host key is not known yet')
    expect(lab.pins.some((pin) => said.includes(pin))).toBe(true)
    const second = words(await open({ pins: lab.pins.slice(0, 1) }).inventory(quick))
    expect(second).toContain(lab.pins[1])
  })

  it('wrong key, wrong password and missing permission each say what they are', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs1', format: 'pem' })
      .toString()
    const wrongKey = words(
      await open({ secret: { kind: 'ssh-key', user: 'root', privateKey: other, passphrase: '' } }).identify(quick),
    )
    expect(wrongKey).toContain('does not let root in')
    const wrongPassword = words(await open({ secret: { kind: 'password', user: 'root', password: 'not-it' } }).identify(quick))
    expect(wrongPassword).toContain('does not let root in')
    expect(wrongPassword).not.toContain('not-it')
    const visitor = words(
      await open({ secret: { kind: 'ssh-key', user: VISITOR, privateKey: lab.privateKey, passphrase: '' } }).identify(quick),
    )
    expect(visitor).toContain('refused: The account may not use libvirt')
    const garbled = words(
      await open({ secret: { kind: 'ssh-key', user: 'root', privateKey: 'no key', passphrase: '' } }).identify(quick),
    )
    expect(garbled).toContain('refused: The private SSH key cannot be read')
  })

  it('A9 a host whose power is cut is shown as down, its VMs as unknown; it comes back as it is', async () => {
    const session = open()
    value(await session.inventory(quick))
    await lab.killHost(1)
    const down = await until(
      'the host to be seen as down',
      async () => {
        const inventory = value(await session.inventory(quick))
        return inventory.hosts.find((host) => host.nativeId === hostOf(1))?.connection === 'down' ? inventory : null
      },
      PATIENCE_MS,
    )
    expect(down.hosts[0]?.connection).toBe('up')
    expect(down.vms.find((vm) => vm.name === 'db')).toMatchObject({ power: 'unknown', hostNativeId: hostOf(1) })
    expect(value(await session.observeHost(hostOf(1), quick))).toMatchObject({
      connection: 'down',
      cpuThreads: down.hosts[0]?.cpuThreads,
    })
    // It may be running there for all we know: "gone" or "off" would be a guess.
    expect((await session.observeVm(lab.guest('db').uuid, quick)).kind).toBe('unreachable')
    expect(value(await session.observeVm(lab.guest('web').uuid, quick))).toMatchObject({ power: 'on' })
    await lab.startHost(1)
    await until('it to be back', async () => value(await session.observeHost(hostOf(1), quick))?.connection === 'up', PATIENCE_MS)
    expect(value(await session.observeVm(lab.guest('db').uuid, quick))).toMatchObject({ power: 'off', hostNativeId: hostOf(1) })
  })

  it('a stopped libvirt on a living host is not taken for a host that is off', async () => {
    const session = open()
    value(await session.inventory(quick))
    await lab.exec(1, 'pkill', '-STOP', '-x', 'libvirtd')
    try {
      const seen = await session.observeHost(hostOf(1), { deadlineMs: 3_000 })
      expect(seen.kind === 'ok' ? seen.value?.connection : seen.kind).not.toBe('down')
    } finally {
      await lab.exec(1, 'pkill', '-CONT', '-x', 'libvirtd')
    }
  })

  it('K5 raises an alarm when a host shows another key than the accepted one', async () => {
    await lab.changeHostKey(1)
    const said = await until(
      'the new key to be shown',
      async () => {
        const result = words(await open().inventory(quick))
        return result === 'ok' ? null : result
      },
      PATIENCE_MS,
    )
    expect(said).toContain(`refused: ALARM: ${hostOf(1)} shows another SSH host key`)
  })

  it('silent hosts alone are no evidence that one of them is off', async () => {
    const session = open({ url: `ssh://${hostOf(0)}?shared=/srv/vm` })
    value(await session.inventory(quick))
    await lab.killHost(0)
    const seen = await session.observeHost(hostOf(0), { deadlineMs: 4_000 })
    expect(seen.kind).toBe('unreachable')
  })
})
