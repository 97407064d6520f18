import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ManagerAddress, ManagerSecret } from '../../../server/domain/manager'
import { runbookSchema } from '../../../server/domain/runbook'
import { hasPrograms } from '../../../server/testing/require-peer'
import { keySecretOf, newSshKey, startSshd } from '../sshd'

/** Ask this before `startRunbookLab`. */
export const hasRunbookLab = (): boolean => hasPrograms(['/usr/sbin/sshd', 'ssh-keygen'], 'openssh-server')

export const NAS = '5e0f3a52-6a0e-4b0d-9f5a-0d1c6f6a1001'
export const SERVER = '5e0f3a52-6a0e-4b0d-9f5a-0d1c6f6a1002'

/** Something that only the command's own shell would make of it, and that must not be found in any message. */
export const COMMAND_SECRET = 'hidden-in-the-command'

export interface RunbookLab {
  readonly address: ManagerAddress
  readonly secret: ManagerSecret
  readonly strangersSecret: ManagerSecret
  readonly fingerprint: string
  isOn(name: string): boolean
  switchTo(name: string, isOn: boolean): void
  /** What ran, a word each, in its order. */
  ran(): readonly string[]
  breakConnections(): void
  /** Nothing answers there any more, though its port takes connections. */
  freeze(): void
  stop(): Promise<void>
}

/**
 * Machines that are files, behind a real sshd: `nas` follows at once, `server` takes its time, ends its command as `ssh` does
 * whose other end goes off, and can be forced off.
 */
export const startRunbookLab = async (limitSeconds = 120): Promise<RunbookLab> => {
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-runbook-'))
  const file = (name: string) => join(folder, name)
  const log = file('log')
  const [client, stranger] = await Promise.all([newSshKey(file('client')), newSshKey(file('stranger'))])
  const sshd = await startSshd(folder, 'admin', [])
  const does = (word: string, work: string) => ({ run: `echo ${word} >>${log}; : ${COMMAND_SECRET}; ${work}` })
  const probe = (name: string) => ({ kind: 'command', run: `test -e ${file(`${name}.on`)} || exit 3`, off: [3] })
  const runbook = runbookSchema.parse({
    machines: [
      {
        id: NAS,
        name: 'nas',
        kind: 'storage',
        stop: does('stop-nas', `rm -f ${file('nas.on')}`),
        start: does('start-nas', `touch ${file('nas.on')}`),
        probe: probe('nas'),
      },
      {
        id: SERVER,
        name: "o'brien $(touch x) ; server",
        // Ends in its limit only, where a file says that it hangs.
        stop: {
          ...does('stop-server', `[ ! -e ${file('hangs')} ] || exec sleep 600; rm -f ${file('server.on')}; exit 255`),
          limitSeconds,
        },
        forceOff: does('force-server', `rm -f ${file('server.on')}`),
        probe: probe('server'),
      },
    ],
  })
  const switchTo = (name: string, isOn: boolean) =>
    isOn
      ? writeFileSync(file(name === 'hangs' ? name : `${name}.on`), '')
      : rmSync(file(name === 'hangs' ? name : `${name}.on`), { force: true })
  writeFileSync(log, '')
  for (const name of ['nas', 'server']) switchTo(name, true)
  return {
    address: { kind: 'runbook', url: `ssh://127.0.0.1:${sshd.port}`, pins: [sshd.pin], runbook },
    secret: keySecretOf(client),
    strangersSecret: keySecretOf(stranger),
    fingerprint: sshd.pin,
    isOn: (name) => existsSync(file(`${name}.on`)),
    switchTo,
    ran: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((word) => word !== ''),
    breakConnections: () => sshd.breakConnections(),
    freeze: () => {
      sshd.process.kill('SIGSTOP')
      sshd.breakConnections()
    },
    stop: async () => {
      await sshd.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
