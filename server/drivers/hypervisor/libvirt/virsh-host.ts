import type { CallOptions } from '../../ports'
import type { Site } from './address'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { changeFailure, readFailure } from './failures'
import { answersOf, virsh } from './shell'
import type { SshHost } from '../../protocols/ssh/ssh-host'

export type Answers = ReadonlyMap<string, string>

/** libvirt on one host, asked through virsh. */
export class VirshHost {
  constructor(
    readonly ssh: SshHost,
    readonly site: Site,
  ) {}

  get name(): string {
    return this.ssh.address.name
  }

  /** Reads by a script that ends in a batch of virsh commands. */
  async ask(script: string, options: CallOptions): Promise<Answers> {
    const { stdout, stderr } = await this.ssh.run(script, false, options)
    const answers = answersOf(stdout)
    if (answers === null) throw this.#unread(stderr)
    return answers
  }

  /** One virsh command that changes something. `alreadySo`: complaints that mean that there is nothing to do (A2). */
  async tell(doing: string, args: readonly string[], options: CallOptions, alreadySo: RegExp | null = null): Promise<void> {
    const answer = await this.ssh.run(virsh(this.site.uri, ...args), true, options)
    if (answer.code === 0 || (alreadySo !== null && alreadySo.test(answer.stderr))) return
    throw new CallFailed(changeFailure(this.name, doing, answer))
  }

  async read(args: readonly string[], options: CallOptions): Promise<string> {
    const { code, stdout, stderr } = await this.ssh.run(virsh(this.site.uri, ...args), false, options)
    if (code === 0) return stdout
    throw this.#unread(stderr)
  }

  /** Whatever virsh says, the machine is there to run it. */
  #unread(stderr: string): CallFailed {
    return new CallFailed(readFailure(this.name, stderr), true)
  }
}
