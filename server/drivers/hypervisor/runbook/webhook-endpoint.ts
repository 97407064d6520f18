import { randomUUID } from 'node:crypto'
import type { ManagerSecret } from '../../../domain/manager'
import { CALL_VARIABLES, type Runbook, type RunbookAction } from '../../../domain/runbook'
import { type CallOptions, type DriverFailure, refused, unknownOutcome, unreachable } from '../../ports'
import type { HttpsAnswer, HttpsClient } from '../../protocols/https/https-client'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { DEED_WORDS, type AskingProbe, type Deed, type Endpoint, type Machine } from './endpoint'
import type { Sign } from './silence'
import { signatureOf } from './signature'

type Values = Readonly<Record<(typeof CALL_VARIABLES)[number], string>>

const valuesOf = (machine: Machine, action: string): Values => ({
  '{{id}}': machine.id,
  '{{name}}': machine.name,
  '{{action}}': action,
})

/** In one go: what a value holds is no variable. */
const filled = (template: string, values: Values, written: (value: string) => string): string =>
  template.replace(/\{\{[a-z]+\}\}/g, (found) => {
    const variable = CALL_VARIABLES.find((known) => known === found)
    return variable === undefined ? found : written(values[variable])
  })

export const filledPath = (template: string, values: Values): string => filled(template, values, encodeURIComponent)

/** Inside JSON a value is written as JSON would, without the quotes around it. */
export const filledBody = (template: string, contentType: string, values: Values): string =>
  filled(template, values, /json/i.test(contentType) ? (value) => JSON.stringify(value).slice(1, -1) : (value) => value)

/** Statuses after which the request may have been carried out, or may well be if it is sent again. */
const isOpen = (status: number): boolean => status >= 500 || status === 408 || status === 425 || status === 429 || status < 200

const notLetIn = (server: string): DriverFailure =>
  refused(
    `${server} does not accept this token or signature.`,
    'Enter the token or the key again, as the webhook knows it.',
    'credentials',
  )

/** What an answer to an order comes to; null: it was taken. */
export const answerFailure = (server: string, doing: string, status: number): DriverFailure | null => {
  if (status >= 200 && status < 300) return null
  if (status === 401 || status === 403) return notLetIn(server)
  if (isOpen(status))
    return unknownOutcome(
      `${server} answered with status ${status} when it was asked to ${doing}.`,
      'It may have been carried out: the probe tells.',
    )
  return refused(
    `${server} refused to ${doing} (status ${status}).`,
    'Correct path, method and body in the runbook, or what the webhook allows. A redirect is not followed.',
  )
}

export class WebhookEndpoint implements Endpoint {
  readonly product = 'Runbook by webhook'

  constructor(
    readonly https: HttpsClient,
    /** What stands before every path, without a slash at its end. */
    readonly base: string,
    readonly secret: ManagerSecret,
    readonly check: Runbook['check'],
  ) {}

  async reach(options: CallOptions): Promise<void> {
    const { https, check } = this
    if (check === null) throw new CallFailed(refused('This runbook has no check.', 'Give check: a path, and what it answers.'))
    const { status, body } = await this.#send('GET', check.path, '', null, false, options)
    if (status === 401 || status === 403) throw new CallFailed(notLetIn(https.server))
    if (status >= 500)
      throw new CallFailed(
        unreachable(`${https.server} is in trouble (status ${status}).`, 'Look at the webhook and what stands before it.'),
      )
    if (status >= 200 && status < 300 && body.includes(check.contains)) return
    throw new CallFailed(
      refused(
        `${https.server} does not answer as this webhook should (status ${status}).`,
        'Correct the address, or path and words of check.',
      ),
    )
  }

  async carryOut(machine: Machine, deed: Deed, action: RunbookAction, options: CallOptions): Promise<null> {
    if (!('path' in action))
      throw new CallFailed(refused('This action is a command, and the runbook is a webhook.', 'Give it as { "path": "/…" }.'))
    const values = valuesOf(machine, deed)
    const body = filledBody(action.body, action.contentType, values)
    const path = filledPath(action.path, values)
    const { status } = await this.#send(action.method, path, body, action.contentType, true, options)
    const failure = answerFailure(this.https.server, `${DEED_WORDS[deed]} ${machine.name}`, status)
    if (failure !== null) throw new CallFailed(failure)
    return null
  }

  async sign(machine: Machine, probe: AskingProbe, options: CallOptions): Promise<Sign> {
    if (probe.kind !== 'request') return 'unclear'
    const { status } = await this.#send('GET', filledPath(probe.path, valuesOf(machine, 'status')), '', null, false, options)
    return probe.on.includes(status) ? 'on' : probe.off.includes(status) ? 'off' : 'unclear'
  }

  close(): Promise<void> {
    return this.https.close()
  }

  async #send(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body: string,
    contentType: string | null,
    changes: boolean,
    options: CallOptions,
  ): Promise<HttpsAnswer> {
    const whole = `${this.base}${path}`
    const headers = {
      ...this.#proof(method, whole, body),
      ...(contentType === null || body === '' ? {} : { 'content-type': contentType }),
    }
    const request = { method, path: whole, headers, body: body === '' ? null : body, changes }
    const answer = await this.https.request(request, options)
    if (answer.kind === 'ok') return answer.value
    throw new CallFailed(answer)
  }

  #proof(method: string, path: string, body: string): Readonly<Record<string, string>> {
    const { secret } = this
    switch (secret.kind) {
      case 'bearer':
        return { authorization: `Bearer ${secret.token}` }
      case 'password':
        return { authorization: `Basic ${Buffer.from(`${secret.user}:${secret.password}`).toString('base64')}` }
      case 'hmac': {
        const timestampSeconds = Math.floor(Date.now() / 1000)
        const requestId = randomUUID()
        const signature = signatureOf({ timestampSeconds, requestId, method, path, body }, secret.key)
        return {
          'x-ridethrough-timestamp': String(timestampSeconds),
          'x-ridethrough-request': requestId,
          'x-ridethrough-signature': `sha256=${signature}`,
        }
      }
      case 'api-token':
      case 'ssh-key':
        throw new CallFailed(
          refused('This cannot sign in to a webhook.', 'Give a bearer token, a key to sign with, or a user and a password.'),
        )
    }
  }
}
