import { userInfo } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startHypervLab } from '../../../../e2e/peers/windows/labs'
import { openAt, patient, value, vmSeen, words } from '../../../../e2e/peers/windows/session'
import { hasWindowsLab, type WindowsLab } from '../../../../e2e/peers/windows/start'
import { HYPERV_VMS, hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import type { ManagerSecret } from '../../../domain/manager'
import { canMakeNamespaces } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'
import { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { windowsShell } from '../../protocols/powershell/windows-shell'
import { resultOf } from '../../protocols/ssh/call-failed'
import { sshAddressOf } from '../../protocols/ssh/host-address'
import { openSshHost } from '../../protocols/ssh/ssh-host'
import { askMove } from './act-questions'

const [mail = ''] = HYPERV_VMS
const PASSWORD = 'password-of-the-second-hop'

/** Real sshds take the sign-in and say how it was made; what the second host does with a logon by key is our own stand-in. */
describe.skipIf(!hasWindowsLab() || !canMakeNamespaces())('a live move over a second hop, behind real sshds', () => {
  let lab: WindowsLab<HypervWorld>
  const open: ManagerSession[] = []
  beforeAll(async () => {
    lab = await startHypervLab(false, PASSWORD)
  })
  afterEach(async () => {
    for (const session of open.splice(0)) await session.close()
    lab.become(hypervWorld(false))
  })
  afterAll(() => lab.stop())

  const sessionBy = (secret: ManagerSecret): ManagerSession => {
    const session = openAt('hyperv', lab, { secret })
    open.push(session)
    return session
  }
  const move = (): ManagerAct => ({ act: 'migrate', vmNativeId: mail, toHostNativeId: lab.names[1] ?? '' })
  const moves = () => lab.asked().filter(({ name }) => name === 'move a VM')

  it('S1-14 goes well for who signed in by password', async () => {
    const before = moves().length
    const session = sessionBy({ kind: 'password', user: userInfo().username, password: PASSWORD })
    expect(value(await session.inventory(patient)).capabilities).toMatchObject({ liveMigration: true })
    value(await session.act(move(), patient))
    await vmSeen(session, mail, { power: 'on', hostNativeId: lab.names[1] ?? '' })
    expect(moves().slice(before)).toEqual([expect.objectContaining({ machine: 'HV-1', signedInBy: 'password' })])
  })

  it('S1-14 is not tried by key, and “test connection” says why', async () => {
    const before = moves().length
    const session = sessionBy(lab.secret)
    expect(value(await session.identify(patient)).notes?.join(' ')).toContain('no network credentials')
    expect(words(await session.act(move(), patient))).toMatch(/^refused: .*no network credentials/)
    expect(moves()).toHaveLength(before)
  })

  it('the second host would refuse it by key, and that is told as what it is', async () => {
    const read = sshAddressOf(lab.url, [])
    const address = typeof read === 'string' ? undefined : read.hosts[0]
    if (address === undefined) throw new Error('no host')
    const ssh = openSshHost(address, lab.secret, lab.pins, windowsShell)
    const host = new PowerShellHost(ssh, { modules: 'install', account: 'allow' })
    const said = await resultOf(() => host.tell(askMove, { vm: mail, to: 'HV-2', addresses: [] }, patient))
    ssh.close()
    expect(said).toMatchObject({ kind: 'refused', cause: 'credentials' })
    expect(words(said)).toContain('no network credentials')
  })
})
