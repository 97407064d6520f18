import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHypervLab, startScvmmLab } from '../../../../e2e/peers/windows/labs'
import { openAt, patient, value, words } from '../../../../e2e/peers/windows/session'
import type { Behaviour } from '../../../../e2e/peers/windows/behaviour'
import { hasWindowsLab, type WindowsLab } from '../../../../e2e/peers/windows/start'
import { HYPERV_VMS, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { probeManager } from '../../../cli/commands/manager-probe'
import { until } from '../../../testing/require-peer'
import type { ManagerSession } from '../../ports'

const [mail = ''] = HYPERV_VMS

describe.skipIf(!hasWindowsLab())('PowerShell over SSH in trouble, behind a real sshd', () => {
  let lab: WindowsLab<HypervWorld>
  let session: ManagerSession
  beforeAll(async () => {
    lab = await startHypervLab(false)
  })
  afterAll(() => lab.stop())
  beforeEach(() => {
    session = openAt('hyperv', lab)
  })
  afterEach(async () => {
    lab.behave({ mode: 'normal' })
    await session.close()
  })

  /** The act itself meets the trouble, not what is read before it. */
  const actIn = async (behaviour: Behaviour, deadlineMs = patient.deadlineMs) => {
    value(await session.inventory(patient))
    const asked = lab.asked().length
    lab.behave(behaviour)
    const result = await session.act({ act: 'shutdown-host', hostNativeId: lab.names[1] ?? '' }, { deadlineMs })
    expect(lab.asked().slice(asked)).toEqual([expect.objectContaining({ machine: 'HV-2', name: 'shut the host down' })])
    return result
  }

  it('K5 a key that is not let in is refused, with where Windows wants it', async () => {
    const other = openAt('hyperv', lab, { secret: lab.strangersSecret })
    const result = await other.identify(patient)
    await other.close()
    expect(result.kind).toBe('refused')
    expect(words(result)).toContain('administrators_authorized_keys')
    expect(words(result)).not.toContain('PRIVATE KEY')
  })

  it('K5 a changed host key is an alarm, and nothing is sent to that machine', async () => {
    const pins = lab.pins.map((pin, index) => (index === 1 ? pin.replace(/SHA256:.{43}/, `SHA256:${'A'.repeat(43)}`) : pin))
    const asked = lab.asked().length
    const other = openAt('hyperv', lab, { pins })
    const result = await other.inventory(patient)
    await other.close()
    expect(result.kind).toBe('refused')
    expect(words(result)).toContain('ALARM')
    expect(words(result)).toContain(lab.pins[1])
    expect(
      lab
        .asked()
        .slice(asked)
        .map((each) => each.machine),
    ).toEqual(['HV-1'])
  })

  it.each([
    [{ mode: 'garbage' }, 'unreachable', 'did not answer as expected'],
    [{ mode: 'truncated' }, 'unreachable', 'did not answer as expected'],
    [{ mode: 'other-json' }, 'unreachable', 'did not answer as expected'],
    [{ mode: 'no-powershell' }, 'refused', 'no PowerShell'],
  ] satisfies [Behaviour, string, string][])('%j: what is read is %s, never believed', async (behaviour, kind, message) => {
    lab.behave(behaviour)
    for (const result of [await session.inventory(patient), await session.observeVm(mail, patient)]) {
      expect(result.kind).toBe(kind)
      expect(words(result)).toContain(message)
    }
  })

  it('D3 A9 trouble while a guest is looked at is no refusal of its shutdown: nothing was asked of it', async () => {
    value(await session.inventory(patient))
    const asked = lab.asked().length
    lab.behave({ mode: 'garbage' })
    expect((await session.act({ act: 'shutdown-guest', vmNativeId: mail }, patient)).kind).toBe('unreachable')
    expect(
      new Set(
        lab
          .asked()
          .slice(asked)
          .map((each) => each.name),
      ),
    ).toEqual(new Set(['read a VM']))
  })

  it.each(['garbage', 'truncated', 'other-json'] as const)('A1 %s after an act: nobody knows what came of it', async (mode) => {
    expect((await actIn({ mode })).kind).toBe('unknown')
  })

  it('A1 an act that was certainly not begun is refused', async () => {
    expect((await actIn({ mode: 'no-powershell' })).kind).toBe('refused')
  })

  it('A1 A3 no answer: a reading is unreachable, an act unknown, both by their deadline', async () => {
    expect((await actIn({ mode: 'silent' }, 20_000)).kind).toBe('unknown')
    // The machine lives: it is silent, but not taken for off.
    lab.behave({ mode: 'normal' })
    const { hosts, vms } = value(await session.inventory(patient))
    expect(hosts.map((host) => host.connection)).toEqual(['up', 'up'])
    expect(vms).toHaveLength(3)
    lab.behave({ mode: 'silent' })
    expect((await session.inventory({ deadlineMs: 3_000 })).kind).toBe('unreachable')
  })

  it.each([
    ['PermissionDenied', '', -2147024891, 'may not', 'refused', 'refused'],
    ['ObjectNotFound', 'CommandNotFoundException', -2146233087, 'Hyper-V-PowerShell', 'refused', 'refused'],
    ['NotSpecified', '', -2146893042, 'network credentials', 'refused', 'refused'],
    ['NotSpecified', '', -2147023174, 'does not reach the cluster', 'unreachable', 'unreachable'],
    ['InvalidOperation', '', -2146233079, 'Ungültiger Vorgang', 'unreachable', 'unknown'],
  ])('A1 D3 an error %s %s %d is told in words: %s, %s when read, %s after an act', async (...given) => {
    const [category, id, code, expected, whenRead, afterAct] = given
    const error = { message: 'Ungültiger Vorgang', category, id, type: 'System.Exception', code }
    lab.behave({ mode: 'error', error })
    const read = await session.observeVm(mail, patient)
    expect(read.kind).toBe(whenRead)
    expect(words(read)).toContain(expected)
    lab.behave({ mode: 'normal' })
    expect((await actIn({ mode: 'error', error })).kind).toBe(afterAct)
  })

  it('signs in again after its connections broke', async () => {
    value(await session.identify(patient))
    for (const index of [0, 1]) lab.breakConnections(index)
    await until('an answer', async () => (await session.identify(patient)).kind === 'ok', 60_000)
  })

  it('manager probe --json shows Hyper-V and SCVMM', async () => {
    const probe = async (kind: string, at: Pick<WindowsLab<unknown>, 'url' | 'pins' | 'privateKeyFile' | 'secret'>) => {
      const user = at.secret.kind === 'ssh-key' ? at.secret.user : ''
      const options = { kind, url: at.url, user, sshKey: at.privateKeyFile, fingerprint: [...at.pins], timeout: 60, json: true }
      const { exitCode, output, errors } = await probeManager(options, {})
      expect(errors).toBe('')
      expect(exitCode).toBe(0)
      return JSON.parse(output) as unknown
    }
    expect(await probe('hyperv', lab)).toMatchObject({
      kind: 'hyperv',
      notes: [expect.stringContaining('no network credentials')],
      vms: [{ name: 'mail' }, { name: 'web' }, {}],
    })
    const vmm = await startScvmmLab()
    try {
      expect(await probe('scvmm', vmm)).toMatchObject({
        kind: 'scvmm',
        hosts: [{}, {}],
        vms: [{ name: 'mail' }, { name: 'vmm' }],
      })
    } finally {
      await vmm.stop()
    }
  })
})
