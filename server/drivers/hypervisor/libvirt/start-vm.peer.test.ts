import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL, READ_PATTERN, SHARED } from '../../../../e2e/peers/kvm/domain-xml'
import { ending, openAt, PATIENCE_MS, quick, value, vmSeen, words } from '../../../../e2e/peers/kvm/session'
import { hasKvmLab, type KvmLab, startKvmLab } from '../../../../e2e/peers/kvm/start'
import { until } from '../../../testing/require-peer'
import type { ManagerSession } from '../../ports'

/** Each test leaves both hosts on, and its guest where the next one wants it. */
describe.skipIf(!hasKvmLab())('where a VM of real KVM hosts starts when its disks are its host’s own', () => {
  let lab: KvmLab
  let session: ManagerSession
  const hostOf = (index: number) => lab.addresses[index] ?? ''
  const uuidOf = (name: string) => lab.guest(name).uuid
  const start = (name: string, host: number | null, by = session) =>
    by.act({ act: 'start', vmNativeId: uuidOf(name), hostNativeId: host === null ? null : hostOf(host) }, quick)
  const started = async (name: string, host: number, by = session) => {
    const { task } = value(await start(name, host, by))
    expect(await ending(by, task)).toEqual({ state: 'succeeded' })
    await vmSeen(by, uuidOf(name), `${name} to run`, ({ power, host: on }) => power === 'on' && on === hostOf(host))
  }
  const powerOff = async (name: string) => {
    value(await session.act({ act: 'power-off', vmNativeId: uuidOf(name) }, quick))
    await vmSeen(session, uuidOf(name), `${name} to be off`, ({ power }) => power === 'off')
  }
  const namesOn = async (host: number, which = '--all') => (await lab.virsh(host, 'list', which, '--name')).split(/\s+/)
  /** Whether what the lab wrote to the disk before its guest was started is on the disk of that host. */
  const isWritten = async (name: string, host: number) =>
    (await lab.exec(host, 'qemu-io', '-r', '-U', '-f', 'qcow2', '-c', READ_PATTERN, `${LOCAL}/${name}.qcow2`)).includes(' bytes')

  beforeAll(async () => {
    lab = await startKvmLab({
      guests: [
        { name: 'pinned', host: 0, disk: 'local' },
        { name: 'twin', host: 0, disk: 'local', running: false },
        { name: 'web', host: 0, disk: 'shared', running: false },
      ],
    })
    session = openAt(lab)
    value(await session.inventory(quick))
  })
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  it('A4 its definition is not carried to a host that has only a disk of the same name, or none', async () => {
    await powerOff('pinned')
    const missing = words(await start('pinned', 1))
    expect(missing).toMatch(/^refused: pinned stays on/)
    expect(missing).toContain(`${LOCAL}/pinned.qcow2`)
    await lab.exec(1, 'qemu-img', 'create', '-q', '-f', 'qcow2', `${LOCAL}/pinned.qcow2`, '16M')
    expect(words(await start('pinned', 1))).toMatch(/^refused: pinned stays on/)
    expect(await namesOn(1)).not.toContain('pinned')
    expect(await namesOn(0)).toContain('pinned')
    await lab.exec(1, 'rm', `${LOCAL}/pinned.qcow2`)
    await started('pinned', 0)
    expect(await isWritten('pinned', 0)).toBe(true)
  })

  it('R1 one whose disks both share is started elsewhere as before', async () => {
    await started('web', 1)
    expect(await namesOn(0)).not.toContain('web')
    await powerOff('web')
  })

  it('A4 R1 the power of the source is cut in the middle of a copy: what was copied so far is never started, and the VM is, where it was', async () => {
    await lab.virsh(0, 'migrate-setspeed', 'pinned', '1')
    const to = { toHostNativeId: hostOf(1), toDatastoreNativeId: `${hostOf(1)}/local` }
    value(await session.act({ act: 'migrate', vmNativeId: uuidOf('pinned'), ...to }, quick))
    await until(
      'the copy to be under way',
      async () => value(await session.observeVm(uuidOf('pinned'), quick))?.lockedBy === 'outgoing migration',
      PATIENCE_MS,
    )
    await lab.killHost(0)
    await until('the target to give up what had come', async () => !(await namesOn(1)).includes('pinned'), PATIENCE_MS)
    expect(await lab.virsh(1, 'vol-list', 'local')).toContain('pinned.qcow2')
    expect((await start('pinned', 1)).kind).not.toBe('ok')
    await lab.startHost(0)
    // An engine that was begun anew knows nothing of where it ran last.
    const other = openAt(lab)
    await until(
      'the source to be back',
      async () => value(await other.observeHost(hostOf(0), quick))?.connection === 'up',
      PATIENCE_MS,
    )
    expect(words(await start('pinned', 1, other))).toMatch(/^refused: pinned stays on/)
    // Whether it has gone on at the target is not known while that is not heard.
    await lab.killHost(1)
    expect(words(await start('pinned', 0, other))).toContain('were being copied away')
    expect(await namesOn(0, '--state-running')).not.toContain('pinned')
    await lab.startHost(1)
    await until(
      'the target to be back',
      async () => value(await other.observeHost(hostOf(1), quick))?.connection === 'up',
      PATIENCE_MS,
    )
    await started('pinned', 0, other)
    expect(await isWritten('pinned', 0)).toBe(true)
    expect(await namesOn(1)).not.toContain('pinned')
    // It has run there since: a target that is silent later keeps it from nothing.
    await lab.virsh(0, 'destroy', 'pinned')
    await lab.killHost(1)
    await started('pinned', 0, other)
    await lab.startHost(1)
    await until(
      'both hosts to be back',
      async () => value(await other.observeHost(hostOf(1), quick))?.connection === 'up',
      PATIENCE_MS,
    )
    await other.close()
  }, 300_000)

  it('A4 R1 two hosts define it, each with a disk of its own: nothing is started before a person has said which', async () => {
    await lab.exec(1, 'qemu-img', 'create', '-q', '-f', 'qcow2', `${LOCAL}/twin.qcow2`, '16M')
    await lab.virsh(1, 'define', `${SHARED}/twin.xml`)
    for (const host of [0, 1, null]) expect(words(await start('twin', host))).toMatch(/^refused: twin (is defined on|stays on)/)
    expect([...(await namesOn(0, '--state-running')), ...(await namesOn(1, '--state-running'))]).not.toContain('twin')
    await lab.virsh(1, 'undefine', 'twin')
    await started('twin', 0)
    // Seen to run there last: a second definition that appears later is not the VM.
    await powerOff('twin')
    await lab.virsh(1, 'define', `${SHARED}/twin.xml`)
    expect(words(await start('twin', 1))).toMatch(/^refused: twin stays on/)
    await started('twin', 0)
    await lab.virsh(1, 'undefine', 'twin')
  })

  it('A4 a paused VM is not resumed while a host that may run it is silent, unless it was seen to run here', async () => {
    await lab.virsh(0, 'suspend', 'twin')
    await lab.killHost(1)
    const other = openAt(lab)
    expect(words(await start('twin', 0, other))).toMatch(/^refused: Whether twin runs elsewhere is not known/)
    await other.close()
    expect(value(await start('twin', 0)).task).toBeNull()
    await vmSeen(session, uuidOf('twin'), 'twin to run', ({ power }) => power === 'on')
  }, 120_000)
})
