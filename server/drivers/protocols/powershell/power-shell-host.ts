import { type CallOptions, refused, unknownOutcome, unreachable } from '../../ports'
import { CallFailed } from '../ssh/call-failed'
import type { SshHost } from '../ssh/ssh-host'
import { answerIn } from './answer'
import { type PowerShellAdvice, powerShellFailure } from './failures'
import { type Parameters, type Question, questionText } from './question'

/**
 * PowerShell on one machine. Throws CallFailed where there is no answer that can be used. A reading that failed is refused only for a
 * reason that stays: what is read before an act must not pass for the platform's "no" to it (D3).
 */
export class PowerShellHost {
  constructor(
    readonly ssh: SshHost,
    readonly advice: PowerShellAdvice,
  ) {}

  get name(): string {
    return this.ssh.address.name
  }

  ask<T>(asked: Question<T>, parameters: Parameters, options: CallOptions): Promise<T> {
    return this.#run(asked, parameters, false, options)
  }

  /** The same for what changes something: without a whole answer nobody knows whether it was done (A1). */
  tell<T>(asked: Question<T>, parameters: Parameters, options: CallOptions): Promise<T> {
    return this.#run(asked, parameters, true, options)
  }

  async #run<T>(asked: Question<T>, parameters: Parameters, changes: boolean, options: CallOptions): Promise<T> {
    const { code, stdout, stderr } = await this.ssh.run(questionText(asked, parameters), changes, options)
    const answer = answerIn(stdout)
    if (answer.kind === 'error')
      throw new CallFailed(powerShellFailure(this.name, asked.name, answer.error, this.advice, changes), true)
    if (answer.kind === 'told') {
      const value = asked.answer.safeParse(answer.value)
      if (value.success) return value.data
    }
    if (answer.kind === 'none' && isNoPowerShell(code, stderr))
      throw new CallFailed(
        refused(`${this.name} has no PowerShell where SSH could start it.`, 'Sign in to a Windows machine with OpenSSH Server.'),
      )
    const message = `${this.name} did not answer as expected when asked to ${asked.name}${wordsOf(stderr)}.`
    throw new CallFailed(
      changes
        ? unknownOutcome(message, 'It may have been carried out: look at the state before trying again.')
        : unreachable(
            message,
            'Try the sign-in by hand: ssh must start powershell there, without questions or restricted language.',
          ),
      true,
    )
  }
}

/** 127 and 9009 are the words of shells that found no such program. */
const isNoPowerShell = (code: number | null, stderr: string): boolean =>
  code === 127 || code === 9009 || /powershell['": ].*(not found|not recognized)/i.test(stderr)

/** What it complained, without PowerShell's XML of progress. */
const wordsOf = (stderr: string): string => {
  const words = stderr
    .replace(/#< CLIXML[\s\S]*/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
  return words === '' ? '' : `: ${words}`
}
