import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL, READ_PATTERN } from '../../../../e2e/peers/kvm/domain-xml'
import { ending, openAt, PATIENCE_MS, quick, value, vmSeen, words } from '../../../../e2e/peers/kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../../../../e2e/peers/kvm/start'
import { until } from '../../../testing/require-peer'
import type { ManagerSession } from '../../ports'

describe.skipIf(!hasKvmLab())('acts on real KVM hosts', () => {
  let lab: KvmLab
  let session: ManagerSession
  const hostOf = (index: number) => lab.addresses[index] ?? ''
  const uuidOf = (name: string) => lab.guest(name).uuid
  const act = async (...given: Parameters<ManagerSession['act']>) => value(await session.act(...given)).task
  const migrate = (name: string, host: number) =>
    act({ act: 'migrate', vmNativeId: uuidOf(name), toHostNativeId: hostOf(host) }, quick)
  const countsOn = async (name: string) => {
    const before = lab.countOf(name)
    await until(`${name} to count on`, () => lab.countOf(name) > before, PATIENCE_MS)
  }

  beforeAll(async () => {
    lab = await startKvmLab({
      guests: [
        { name: 'web', host: 0, disk: 'shared' },
        { name: 'app', host: 0 },
        { name: 'stubborn', host: 1, hang: true },
        { name: 'pinned', host: 1, disk: 'local' },
      ],
    })
    session = openAt(lab)
    value(await session.inventory(quick))
  })
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  const startingOn = async (host: number): Promise<readonly string[]> =>
    (await lab.virsh(host, 'list', '--all', '--autostart', '--name')).split(/\s+/).filter((name) => name !== '')

  it('A4 R3 migrates two VMs at once, live: they count on, with their name, UUID and MACs, and what starts with its host still does', async () => {
    await lab.virsh(0, 'autostart', 'web')
    const boots = lab.bootsOf('web')
    const before = lab.countOf('web')
    const tasks = await Promise.all([migrate('web', 1), migrate('app', 1)])
    expect(await Promise.all(tasks.map((task) => ending(session, task)))).toEqual([
      { state: 'succeeded' },
      { state: 'succeeded' },
    ])
    const move = { vmNativeId: uuidOf('web'), toHostNativeId: hostOf(1), task: tasks[0] ?? null }
    expect(value((await session.downtimeOfMove?.(move, quick)) ?? { kind: 'ok', value: null })).toBeGreaterThan(0)
    for (const name of ['web', 'app']) {
      const vm = value(await session.observeVm(uuidOf(name), quick))
      expect(vm).toMatchObject({ name, uuid: uuidOf(name), macs: [lab.guest(name).mac], hostNativeId: hostOf(1) })
      expect(vm).toMatchObject({ power: 'on', lockedBy: null })
    }
    await countsOn('web')
    expect(lab.countOf('web')).toBeGreaterThan(before)
    expect(lab.bootsOf('web')).toBe(boots)
    // Nothing stays behind that could be started a second time.
    expect((await lab.virsh(0, 'list', '--all', '--name')).trim()).toBe('')
    await until('web to start with its new host', async () => (await startingOn(1)).length > 0, PATIENCE_MS)
    expect(await startingOn(1)).toEqual(['web'])
    expect(value(await session.observeVm(uuidOf('web'), quick))?.startsWithHost).toBe(true)
    expect(value(await session.inventory(quick)).vms.filter((vm) => vm.name === 'web')).toHaveLength(1)
  })

  it('what happens on a host is told, until nobody wants to hear it any more', async () => {
    const stop = new AbortController()
    let told = 0
    const ended = session.watchChanges?.(() => (told += 1), stop.signal)
    // Whatever happens before the host is listened to, or between two events, is lost: it goes on happening until it is heard.
    await until(
      'an event to be told',
      async () => {
        await lab.virsh(1, 'suspend', 'web')
        await lab.virsh(1, 'resume', 'web')
        return told > 0
      },
      PATIENCE_MS,
    )
    stop.abort()
    expect(await ended).toMatchObject({ kind: 'unreachable' })
  })

  it('A2 a migration to where the VM is already is nothing to do', async () => {
    expect(await migrate('web', 1)).toBeNull()
  })

  it('cancels a migration: the VM goes on where it was, and the task says so', async () => {
    await lab.virsh(1, 'migrate-setspeed', 'app', '1')
    const task = await migrate('app', 0)
    await until(
      'the migration to be under way',
      async () => value(await session.observeVm(uuidOf('app'), quick))?.lockedBy === 'outgoing migration',
      PATIENCE_MS,
    )
    expect(value(await session.task(task ?? '', quick)).state).toBe('running')
    await act({ act: 'cancel-migration', vmNativeId: uuidOf('app') }, quick)
    const end = await ending(session, task)
    await lab.virsh(1, 'migrate-setspeed', 'app', '1000')
    expect(end.state).toBe('failed')
    expect(value(await session.observeVm(uuidOf('app'), quick))).toMatchObject({
      hostNativeId: hostOf(1),
      power: 'on',
      lockedBy: null,
    })
    await countsOn('app')
    const again = await session.act({ act: 'cancel-migration', vmNativeId: uuidOf('app') }, quick)
    expect(words(again)).toContain('refused: app is not being migrated')
  })

  it('a migration goes on when our session ends, and another session can ask about it', async () => {
    const task = await migrate('app', 0)
    await session.close()
    session = openAt(lab)
    expect(await ending(session, task)).toEqual({ state: 'succeeded' })
    expect(value(await session.observeVm(uuidOf('app'), quick))?.hostNativeId).toBe(hostOf(0))
  })

  it('a disk on local storage is refused in libvirt’s own words, never forced', async () => {
    const result = await session.act({ act: 'migrate', vmNativeId: uuidOf('pinned'), toHostNativeId: hostOf(0) }, quick)
    const said = result.kind === 'ok' ? await ending(session, result.value.task) : { state: 'failed', message: words(result) }
    expect(said.state).toBe('failed')
    expect('message' in said ? said.message : '').toMatch(/unsafe/i)
    expect(value(await session.observeVm(uuidOf('pinned'), quick))).toMatchObject({ power: 'on', hostNativeId: hostOf(1) })
  })

  const volumesOf = async (host: number) => await lab.virsh(host, 'vol-list', 'local')
  const carry = (host: number) =>
    act(
      {
        act: 'migrate',
        vmNativeId: uuidOf('pinned'),
        toHostNativeId: hostOf(host),
        toDatastoreNativeId: `${hostOf(host)}/local`,
      },
      quick,
    )
  /** Whether what the lab wrote to the disk before its guest was started is on the disk of that host. */
  const isWritten = async (host: number) =>
    (await lab.exec(host, 'qemu-io', '-r', '-U', '-f', 'qcow2', '-c', READ_PATTERN, `${LOCAL}/pinned.qcow2`)).includes(' bytes')

  it('A6 cancels a move with its storage: the VM goes on where it was, and nothing stays behind at the target', async () => {
    await lab.virsh(1, 'migrate-setspeed', 'pinned', '1')
    const task = await carry(0)
    await until(
      'the migration to be under way',
      async () => value(await session.observeVm(uuidOf('pinned'), quick))?.lockedBy === 'outgoing migration',
      PATIENCE_MS,
    )
    expect(await volumesOf(0)).toContain('pinned.qcow2')
    await act({ act: 'cancel-migration', vmNativeId: uuidOf('pinned') }, quick)
    expect((await ending(session, task)).state).toBe('failed')
    await lab.virsh(1, 'migrate-setspeed', 'pinned', '1000')
    expect(await volumesOf(0)).not.toContain('pinned.qcow2')
    expect(value(await session.observeVm(uuidOf('pinned'), quick))).toMatchObject({ power: 'on', hostNativeId: hostOf(1) })
    await countsOn('pinned')
  })

  it('A4 S1-27 moves a VM with its storage, live: what is on its disk comes along, it counts on and runs exactly once', async () => {
    value(await session.inventory(quick))
    expect(value(await session.observeVm(uuidOf('pinned'), quick))?.disks).toMatchObject([
      { datastoreNativeId: `${hostOf(1)}/local`, local: true },
    ])
    expect(await isWritten(1)).toBe(true)
    const boots = lab.bootsOf('pinned')
    const before = lab.countOf('pinned')
    expect(await ending(session, await carry(0))).toEqual({ state: 'succeeded' })
    const { name, uuid, mac } = lab.guest('pinned')
    expect(value(await session.observeVm(uuid, quick))).toMatchObject({
      name,
      uuid,
      macs: [mac],
      hostNativeId: hostOf(0),
      power: 'on',
      lockedBy: null,
      disks: [{ datastoreNativeId: `${hostOf(0)}/local`, local: true }],
    })
    await countsOn('pinned')
    expect(lab.countOf('pinned')).toBeGreaterThan(before)
    expect(lab.bootsOf('pinned')).toBe(boots)
    expect(await lab.virsh(1, 'list', '--all', '--name')).not.toContain('pinned')
    expect(value(await session.inventory(quick)).vms.filter((vm) => vm.name === 'pinned')).toHaveLength(1)
    expect(await isWritten(0)).toBe(true)
  })

  it('what lies at the target already is not written over: the way back is refused while the old disk is there', async () => {
    const result = await session.act(
      { act: 'migrate', vmNativeId: uuidOf('pinned'), toHostNativeId: hostOf(1), toDatastoreNativeId: `${hostOf(1)}/local` },
      quick,
    )
    expect(words(result)).toContain('refused: pinned.qcow2 is in local of')
    expect(await isWritten(1)).toBe(true)
    expect(value(await session.observeVm(uuidOf('pinned'), quick))).toMatchObject({ power: 'on', hostNativeId: hostOf(0) })
    const elsewhere = await session.act(
      { act: 'migrate', vmNativeId: uuidOf('pinned'), toHostNativeId: hostOf(1), toDatastoreNativeId: `${hostOf(0)}/local` },
      quick,
    )
    expect(words(elsewhere)).toMatch(/^refused: .* is no storage of/)
    await act({ act: 'power-off', vmNativeId: uuidOf('pinned') }, quick)
    await vmSeen(session, uuidOf('pinned'), 'pinned to be off', ({ power }) => power === 'off')
  })

  it('migrates over TCP where the address says so', async () => {
    const other = openAt(lab, { url: `${lab.url}&migrate=tcp` })
    const { task } = value(await other.act({ act: 'migrate', vmNativeId: uuidOf('web'), toHostNativeId: hostOf(0) }, quick))
    expect(await ending(other, task)).toEqual({ state: 'succeeded' })
    await other.close()
    await countsOn('web')
  })

  it('saves the state of a VM and starts it where it stopped', async () => {
    const boots = lab.bootsOf('web')
    const saved = await act({ act: 'save-state', vmNativeId: uuidOf('web') }, quick)
    expect(await ending(session, saved)).toEqual({ state: 'succeeded' })
    expect(value(await session.observeVm(uuidOf('web'), quick))).toMatchObject({ power: 'saved', hostNativeId: hostOf(0) })
    const elsewhere = await session.act({ act: 'start', vmNativeId: uuidOf('web'), hostNativeId: hostOf(1) }, quick)
    expect(words(elsewhere)).toContain(`refused: The saved state of web lies on ${hostOf(0)}`)
    const before = lab.countOf('web')
    const started = await act({ act: 'start', vmNativeId: uuidOf('web'), hostNativeId: hostOf(0) }, quick)
    expect(await ending(session, started)).toEqual({ state: 'succeeded' })
    await until('it to count on', () => lab.countOf('web') > before, PATIENCE_MS)
    expect(lab.bootsOf('web')).toBe(boots)
  })

  it('shuts a guest down, and A2 once more is nothing to do', async () => {
    await act({ act: 'shutdown-guest', vmNativeId: uuidOf('web') }, quick)
    await vmSeen(session, uuidOf('web'), 'web to be off', ({ power }) => power === 'off')
    expect(lab.consoleOf('web')).toContain('power button pressed')
    for (const again of ['shutdown-guest', 'power-off', 'save-state'] as const)
      expect(await act({ act: again, vmNativeId: uuidOf('web') }, quick)).toBeNull()
  })

  it('starts a VM on another host than the one that defines it, and leaves one definition', async () => {
    const task = await act({ act: 'start', vmNativeId: uuidOf('web'), hostNativeId: hostOf(1) }, quick)
    expect(await ending(session, task)).toEqual({ state: 'succeeded' })
    const vm = await vmSeen(session, uuidOf('web'), 'web to run', ({ power }) => power === 'on')
    expect(vm).toMatchObject({ hostNativeId: hostOf(1), macs: [lab.guest('web').mac] })
    expect(await lab.virsh(0, 'list', '--all', '--name')).not.toContain('web')
  })

  it('a guest that ignores its power button is still there, until it is powered off', async () => {
    await act({ act: 'shutdown-guest', vmNativeId: uuidOf('stubborn') }, quick)
    await until('the guest to be asked', () => lab.consoleOf('stubborn').includes('power button ignored'), PATIENCE_MS)
    expect(value(await session.observeVm(uuidOf('stubborn'), quick))?.power).toBe('on')
    await act({ act: 'power-off', vmNativeId: uuidOf('stubborn') }, quick)
    expect(value(await session.observeVm(uuidOf('stubborn'), quick))?.power).toBe('off')
  })

  it('a paused VM is seen as such, and resumed by a start', async () => {
    await lab.virsh(1, 'suspend', 'web')
    expect(value(await session.observeVm(uuidOf('web'), quick))?.power).toBe('paused')
    await act({ act: 'start', vmNativeId: uuidOf('web'), hostNativeId: hostOf(1) }, quick)
    expect(value(await session.observeVm(uuidOf('web'), quick))?.power).toBe('on')
  })

  it('a task that fails says what virsh said', async () => {
    await lab.exec(1, 'mv', '/srv/vm/initrd', '/srv/vm/away')
    try {
      const result = await session.act({ act: 'start', vmNativeId: uuidOf('stubborn'), hostNativeId: hostOf(1) }, quick)
      const said = result.kind === 'ok' ? await ending(session, result.value.task) : { state: 'failed', message: words(result) }
      expect(said.state).toBe('failed')
      expect('message' in said ? said.message : '').toContain('initrd')
    } finally {
      await lab.exec(1, 'mv', '/srv/vm/away', '/srv/vm/initrd')
    }
    const gone = `00000000-0000-4000-8000-000000000000 ${uuidOf('web')} ${hostOf(0)}`
    expect(value(await session.task(gone, quick))).toEqual({ state: 'gone' })
  })

  it('a host with running VMs is not shut down; an empty one is, and is then seen as down', async () => {
    const busy = await session.act({ act: 'shutdown-host', hostNativeId: hostOf(0) }, quick)
    expect(words(busy)).toContain(`refused: VMs still run on ${hostOf(0)}: app`)
    expect(lab.isOn(0)).toBe(true)
    await act({ act: 'power-off', vmNativeId: uuidOf('app') }, quick)
    await act({ act: 'shutdown-host', hostNativeId: hostOf(0) }, quick)
    await until('the host to be off', () => !lab.isOn(0), PATIENCE_MS)
    await until(
      'it to be seen',
      async () => value(await session.observeHost(hostOf(0), quick))?.connection === 'down',
      PATIENCE_MS,
    )
    await lab.startHost(0)
    await until('it to be back', async () => value(await session.observeHost(hostOf(0), quick))?.connection === 'up', PATIENCE_MS)
    expect(value(await session.inventory(quick)).vms.find((vm) => vm.name === 'app')?.power).toBe('off')
  })

  it('A4 an empty host is rebooted, one on which a VM runs is not; back, it tells a new boot', async () => {
    await act({ act: 'start', vmNativeId: uuidOf('app'), hostNativeId: hostOf(0) }, quick)
    const busy = await session.act({ act: 'reboot-host', hostNativeId: hostOf(0) }, quick)
    expect(words(busy)).toContain(`refused: VMs still run on ${hostOf(0)}: app`)
    expect(lab.isOn(0)).toBe(true)
    await act({ act: 'power-off', vmNativeId: uuidOf('app') }, quick)
    const before = value(await session.observeHost(hostOf(0), quick))?.bootedAtMs ?? null
    expect(before).not.toBeNull()
    await act({ act: 'reboot-host', hostNativeId: hostOf(0) }, quick)
    await until('the host to be away', () => !lab.isOn(0), PATIENCE_MS)
    // Nobody has ordered its end: until a witness says more it is not known to be down.
    expect(value(await session.observeHost(hostOf(0), quick))?.connection).not.toBe('up')
    await lab.startHost(0)
    const after = await until(
      'it to be back',
      async () => {
        const now = value(await session.observeHost(hostOf(0), quick))
        return now?.connection === 'up' ? now : null
      },
      PATIENCE_MS,
    )
    expect(after.bootedAtMs).toBeGreaterThan(before ?? Infinity)
  })

  it.each(['enter-maintenance', 'exit-maintenance', 'power-on-host'] as const)(
    '%s is unsupported, and says what to do',
    async (name) => {
      const result = await session.act({ act: name, hostNativeId: hostOf(0) }, quick)
      expect(result.kind).toBe('unsupported')
    },
  )
})
