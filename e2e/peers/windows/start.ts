import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ManagerSecret } from '../../../server/domain/manager'
import { hasPrograms } from '../../../server/testing/require-peer'
import { keySecretOf, newSshKey, startSshd } from '../sshd'
import type { Asked, Behaviour } from './behaviour'
import { startShells } from './windows-shell'

/** Ask this before `startWindowsLab`. */
export const hasWindowsLab = (): boolean => hasPrograms(['/usr/sbin/sshd', 'ssh-keygen', '/bin/bash'], 'openssh-server bash')

export interface WindowsLab<World> {
  /** `ssh://127.0.0.1:port,127.0.0.1:port` */
  readonly url: string
  /** Each machine as the address names it. */
  readonly names: readonly string[]
  readonly pins: readonly string[]
  readonly secret: ManagerSecret
  readonly strangersSecret: ManagerSecret
  readonly privateKeyFile: string
  /** As it is; a test may change it. */
  world(): World
  become(world: World): void
  behave(behaviour: Behaviour): void
  asked(): readonly Asked[]
  /** Connections end; new ones are taken. */
  breakConnections(index: number): void
  /** As if its power had been cut: connections end, and nothing answers there any more. */
  cutPower(index: number): void
  stop(): Promise<void>
}

/** `machines`: what the machines are called in the world. `password`: lets the account in as well; see `startSshd`. */
export const startWindowsLab = async <World>(
  machines: readonly string[],
  world: World,
  answer: (world: World, asked: Asked) => unknown,
  password: string | null = null,
): Promise<WindowsLab<World>> => {
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-windows-'))
  const file = (name: string) => join(folder, name)
  const state = { world, behaviour: { mode: 'normal' } satisfies Behaviour as Behaviour }
  const asked: Asked[] = []
  const shells = await startShells({
    behaviour: () => state.behaviour,
    answer: (question) => {
      asked.push(question)
      return answer(state.world, question)
    },
  })
  const [client, stranger] = await Promise.all([newSshKey(file('client')), newSshKey(file('stranger'))])
  const running = await Promise.all(
    machines.map((machine) =>
      startSshd(
        folder,
        machine,
        ['ExposeAuthInfo yes', `ForceCommand /bin/bash ${join(import.meta.dirname, 'relay.sh')} ${shells.port} ${machine}`],
        password,
      ),
    ),
  )
  const names = running.map(({ port }) => `127.0.0.1:${port}`)
  const pins = running.map(({ pin }) => pin)
  return {
    url: `ssh://${names.join(',')}`,
    names,
    pins,
    secret: keySecretOf(client),
    strangersSecret: keySecretOf(stranger),
    privateKeyFile: file('client'),
    world: () => state.world,
    become: (next) => (state.world = next),
    behave: (behaviour) => (state.behaviour = behaviour),
    asked: () => asked,
    breakConnections: (index) => running[index]?.breakConnections(),
    cutPower: (index) => {
      // Stopped, its port takes connections and says nothing; a closed port would be a sign of life.
      running[index]?.process.kill('SIGSTOP')
      running[index]?.breakConnections()
    },
    stop: async () => {
      await Promise.all(running.map((sshd) => sshd.stop()))
      await shells.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
